using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Espalier.Generator.CallSites;

/// <summary>Lengths and labels of a call of <c>Predict</c>, <c>Classify</c>, <c>Step</c> or <c>Forward</c>.</summary>
internal sealed class SpanChecks(IInvocationOperation call, INamedTypeSymbol network, PortSizes sizes, Action<Diagnostic> report)
{
    private string Method => (KnownNetworks.IsSession(call.Instance!.Type) ? network.Name + "." : "") + call.Instance!.Type!.Name + "." + call.TargetMethod.Name;

    public void Run()
    {
        if (Ports() is not { } ports)
        {
            return;
        }

        (IArgumentOperation Argument, long Samples, string Text)? first = null;
        foreach (IArgumentOperation argument in call.Arguments.OrderBy(argument => argument.Parameter!.Ordinal))
        {
            PortSize port = ports[argument.Parameter!.Ordinal];
            CheckLabels(argument, port);
            if (KnownLength.Of(argument.Value) is not { } length)
            {
                continue;
            }

            bool isOne = call.TargetMethod.Name == "Classify";
            if (length == 0 || length % port.Length != 0 || (isOne && length != port.Length))
            {
                string more = isOne ? "" : ", or a multiple of " + Invariant.Text(port.Length) + " for several samples";
                Report(CallSiteDescriptors.WrongLength, argument, Method, port.Text(isOne), argument.Parameter.Name, Invariant.Text(length) + (length == 1 ? " is" : " are"), Invariant.Text(port.Length) + (port.Length == 1 ? "" : more));
                return;
            }

            long samples = length / port.Length;
            if (first is not { } other)
            {
                first = (argument, samples, Count(samples));
            }
            else if (other.Samples != samples)
            {
                Report(
                    CallSiteDescriptors.OtherSamples, argument,
                    Method, other.Text, other.Argument.Parameter!.Name, argument.Parameter.Name, Invariant.Text(samples), Invariant.Text(other.Samples * port.Length));
                return;
            }
        }
    }

    private static string Count(long samples) => Invariant.Text(samples) + (samples == 1 ? " sample" : " samples");

    /// <summary>What each parameter holds; null for another overload.</summary>
    private PortSize[]? Ports()
    {
        IEnumerable<PortSize> ports = call.TargetMethod.Name switch
        {
            "Predict" => sizes.Inputs.Concat(sizes.Outputs),
            "Classify" => sizes.Inputs,
            "Forward" when call.TargetMethod.Parameters.Length == sizes.Inputs.Length => sizes.Inputs,
            _ => sizes.Inputs.Concat(sizes.Answers),
        };
        PortSize[] all = [.. ports];
        return all.Length == call.TargetMethod.Parameters.Length && call.TargetMethod.Parameters.Zip(all, Fits).All(fits => fits) ? all : null;
    }

    private static bool Fits(IParameterSymbol parameter, PortSize port) =>
        parameter.Type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [var element] }
        && (element.SpecialType == SpecialType.System_Single) == (port.Classes == 0 && !port.IsWhole);

    /// <summary>Labels written at the call itself; those of a variable may have been changed.</summary>
    private void CheckLabels(IArgumentOperation argument, PortSize port)
    {
        if (port.Classes == 0)
        {
            return;
        }

        IOperation value = argument.Value;
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        IEnumerable<IOperation> elements = value switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            ICollectionExpressionOperation list => list.Elements,
            _ => [],
        };
        foreach (IOperation element in elements)
        {
            if (Label(element) is { } label && label != port.Ignored && (label < 0 || label >= port.Classes))
            {
                report(Diagnostic.Create(
                    CallSiteDescriptors.NoSuchClass, element.Syntax.GetLocation(), Method, Invariant.Text(label), network.Name, Invariant.Text(port.Classes - 1)));
                return;
            }
        }
    }

    private static long? Label(IOperation element) => element.ConstantValue is { HasValue: true, Value: { } value } ? value switch
    {
        byte label => label,
        int label => label,
        long label => label,
        _ => null,
    } : null;

    private void Report(DiagnosticDescriptor descriptor, IArgumentOperation argument, params object[] texts) =>
        report(Diagnostic.Create(descriptor, argument.Value.Syntax.GetLocation(), texts));
}
