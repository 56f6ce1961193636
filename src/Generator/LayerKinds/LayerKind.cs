using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;
using Espalier.Generator.Differentiation;
using Espalier.Generator.Parsing;
using Espalier.Generator.Planning;
using Espalier.Generator.Shapes;

namespace Espalier.Generator.LayerKinds;

/// <summary>
/// Everything that the compiler knows of one kind of layer. Each kind is one file that answers these questions in this
/// order; no other file asks which kind a layer is.
/// </summary>
internal abstract class LayerKind
{
    // What is it called?

    /// <summary>The attribute's name without "Attribute".</summary>
    public abstract string Name { get; }

    /// <summary>What an unnamed layer of the kind is called, before its number.</summary>
    public virtual string NamePrefix => Name;

    /// <summary>False where the first unnamed layer of the kind goes without a number.</summary>
    public virtual bool IsNumbered => true;

    /// <summary>The name that the line gives itself; null for a numbered one.</summary>
    public virtual string? OwnName(LayerSpec line) => line.Name;

    /// <summary>What its tensors' names begin with in files, behind the prefix of its block; null for its name in lower case.</summary>
    public virtual string? FileKey(LayerSpec line) => line.Key;

    /// <summary>The interface of the runtime that the attribute's type argument implements, for layers of one's own.</summary>
    public virtual string? Implements => null;

    // What does it read?

    /// <summary>Names of outputs that the layer reads besides its first input.</summary>
    public virtual IEnumerable<string> AlsoReads(LayerSpec line) => [];

    /// <summary>Whether the layer needs two inputs or more.</summary>
    public virtual bool JoinsSeveral => false;

    /// <summary>Whether it can read tokens: whole numbers that name something, with which nothing is computed.</summary>
    public virtual bool ReadsTokens => false;

    /// <summary>The name of the layer whose weights it shares; null where it has its own.</summary>
    public virtual string? TiedTo(LayerSpec line) => null;

    // What shape comes out, and are its options sound?

    /// <summary>Layers that must stand between an input and this one, now that the shapes of its inputs are known.</summary>
    /// <returns>In the order in which they run; null where a problem was reported.</returns>
    public virtual IReadOnlyList<InsertedLayer>? Inserts(LayerNode node, ShapeReporter report) => [];

    /// <returns>The output's shape; null where a problem was reported.</returns>
    public abstract Shape? Infer(LayerNode node, ShapeReporter report);

    /// <summary>
    /// Why the layer cannot read sequences of which not all steps count, as a sentence goes on behind its name; null where it
    /// can: because it takes each step by itself, or because it asks for <see cref="StatementContext.Lengths"/>.
    /// </summary>
    public virtual string? LengthBarrier(LayerNode node) => "takes all steps of its sequence together, also those beyond a sample's length";

    /// <summary>What to do about the barrier, as a sentence begins: "Use …".</summary>
    public virtual string LengthWayOut(LayerNode node) => "Use layers that know lengths, such as [LastStep], [MeanOverSteps] or [GlobalMaxPool1D]";

    /// <summary>Whether the values of a flattened image may come in memory order, and leave in the same order.</summary>
    public virtual bool KeepsOrder => false;

    /// <summary>Whether the layer reads a flattened image in memory order and brings it to an order of its own.</summary>
    public virtual bool AbsorbsOrder => false;

    // What does it learn or keep?

    public virtual IReadOnlyList<Parameter> Parameters(LayerNode node) => [];

    /// <summary>The names of the parameters, which are known even where shapes are wrong.</summary>
    public virtual IEnumerable<string> ParameterNames(LayerSpec line) => [];

    /// <summary>The same of every layer that it may insert, by what its name adds.</summary>
    public virtual IEnumerable<(string Suffix, IEnumerable<string> Names)> InsertedTensors(LayerSpec line) => [];

    /// <summary>What the names of layers that it may insert add to its own.</summary>
    public virtual IEnumerable<string> InsertedNames(LayerSpec line) => InsertedTensors(line).Select(layer => layer.Suffix);

    /// <summary>Floating-point operations of one sample, a multiplication and its addition counted as two.</summary>
    public virtual long Flops(LayerNode node) => 0;

    /// <summary>What the plan says of it besides its shapes: "5×5", "2×2 / 2".</summary>
    public virtual string Detail(LayerNode node) => "";

    /// <summary>The smallest batch that the layer can train on.</summary>
    public virtual int LeastSamples(LayerNode node) => 1;

    // How does it run?

    /// <summary>Whether the output is the input as it lies in memory.</summary>
    public virtual bool IsIdentity(LayerNode node, bool training) => false;

    /// <summary>Whether the output may take the input's place in memory.</summary>
    public virtual bool RunsInPlace => false;

    public abstract void Forward(ForwardContext forward);

    // How does it run in a stream, one step at a time?

    /// <summary>
    /// Why a stream cannot run the layer, as a sentence goes on behind its name: "reads 2 later steps; …"; null where it can.
    /// Asked of layers that read or give a sequence, with the shapes of the whole sequence.
    /// </summary>
    public virtual string? StreamBarrier(LayerNode node) => "takes all steps of its sequence together";

    /// <summary>
    /// One step of one sequence: shapes of sequences are (1, features). What must stay until the next step lies in
    /// <see cref="ForwardContext.State"/>.
    /// </summary>
    public virtual void Step(ForwardContext step) => Forward(step);

    // How does its gradient flow?

    /// <summary>False where the derivative is zero everywhere, so that nothing above learns through the layer.</summary>
    public virtual bool PassesGradient => true;

    /// <summary>Whether backward needs the values that the layer read.</summary>
    public virtual bool BackwardReadsInput => false;

    /// <summary>Whether backward needs the values that the layer wrote.</summary>
    public virtual bool BackwardReadsOutput => false;

    public abstract void Backward(BackwardContext backward);

    // What can it fuse with?

    /// <summary>The epilogue that this layer becomes where the layer above has such a form: "ReLU".</summary>
    public virtual string? Epilogue => null;

    /// <summary>Whether the kernel has a form that ends with the epilogue.</summary>
    public virtual bool HasEpilogue(string epilogue) => false;

    /// <summary>Whether the layer gives the maxima of windows that meet edge to edge, so that the kernel above may end with it.</summary>
    public virtual bool TilesMaxima(LayerNode node) => false;

    /// <summary>Why the kernel does not end with such maxima; empty where it has no such form, null where it does end with them.</summary>
    public virtual string? ApartFromPool(LayerNode node, LayerNode pool, bool allowsWinograd) => "";

    /// <summary>Whether the output's steps are few different rows of the weight, picked by tokens, so that a layer below may work on the rows.</summary>
    public virtual bool PicksRows(LayerNode node) => false;

    /// <summary>Whether the layer works on the rows of the weight above, and picks from what comes out.</summary>
    public virtual bool WorksOnRows => false;

    /// <summary>Whether prediction reduces the layer to a scale and a shift of each channel.</summary>
    public virtual bool IsScale => false;

    /// <summary>Takes the scale and shift into copies of the weights of the layer above.</summary>
    public virtual void Fold(FoldContext fold) => throw new InvalidOperationException(Name + " is no scale.");

    /// <summary>Whether a scale and a shift of each output can be taken into the weights.</summary>
    public virtual bool FoldsScale => false;

    /// <summary>The form of a parameter into which a scale is taken; a weight lies in panels of outputs there.</summary>
    public virtual Operand FoldableParameter(ForwardContext forward, string name) => forward.Parameter(name);

    /// <summary>The panels of outputs of the foldable weight.</summary>
    public virtual PanelLayout FoldablePanels(LayerNode node) => (node.TiedTo ?? node).Parameters.Single(parameter => parameter.Panels is not null).Panels!;

    /// <summary>The family of activations to which initial weights of the layer above are fitted.</summary>
    public virtual ActivationFamily Activation => ActivationFamily.None;

    /// <summary>Whether initial weights look through this layer for the activation below it.</summary>
    public virtual bool IsTransparent => false;

    // What is there to know of it, for advice and for tables?

    /// <summary>What one value of the output sees of the input.</summary>
    public virtual Reach Reach(LayerNode node) => LayerKinds.Reach.Point;

    /// <summary>The values that can come out.</summary>
    public virtual ValueRange Range => ValueRange.Any;

    /// <summary>Whether the output is a linear function of the input, by weights that are learnt.</summary>
    public virtual bool IsLinear => false;

    /// <summary>Whether greater input never gives smaller output, each value by itself.</summary>
    public virtual bool IsMonotone(LayerNode node) => false;

    /// <summary>Whether the greatest of several values comes out, so that it can change places with what is monotone.</summary>
    public virtual bool TakesGreatest => false;

    /// <summary>The most of a gradient that an activation lets through.</summary>
    public virtual double LargestSlope => 1;

    /// <summary>Whether values are brought to a common mean or size.</summary>
    public virtual bool Normalizes => false;

    /// <summary>Whether training takes the mean of each channel off, so that a constant added above is lost.</summary>
    public virtual bool CentresChannels(LayerNode node) => false;

    /// <summary>Whether prediction normalises by statistics that training gathered.</summary>
    public virtual bool GathersStatistics(LayerNode node) => false;

    /// <summary>The share of the values that training sets to zero.</summary>
    public virtual double DropProbability(LayerNode node) => 0;
}

/// <summary>A layer that another one puts on the edge from one of its inputs.</summary>
/// <param name="Input">Which input.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Spec">Its options.</param>
/// <param name="Suffix">What its name adds to that of the layer.</param>
/// <param name="KeySuffix">What its prefix in files adds to that of the layer.</param>
internal sealed record InsertedLayer(int Input, LayerKind Kind, LayerSpec Spec, string Suffix, string KeySuffix);

/// <summary>What kind of curve an activation has, as far as initial weights care.</summary>
internal enum ActivationFamily
{
    None,
    Rectifier,
    Saturating,

    /// <summary>Keeps mean 0 and variance 1 where weights have the variance 1 / inputs.</summary>
    SelfNormalizing,
}
