using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes prediction over several threads: the base class's for one span in and one out, else from spans gathered by their names.</summary>
internal sealed class PredictorEmitter(NetworkPlan plan, SourceWriter writer)
{
    private readonly TypeNames _types = new(plan.Spec);
    private readonly Ports _ports = plan.Ports;

    public void Members()
    {
        writer.Line("/// <inheritdoc cref=\"global::Espalier.Network.StartPrediction\"/>");
        writer.Line("public new Predictor StartPrediction(int batchSize, int threads) => new(this, batchSize, threads);");
        writer.Line();
        writer.Summary("Predicts over several threads: see StartPrediction.");
        using (writer.Block($"public sealed class Predictor : {_types["PredictionSession"]}"))
        {
            writer.Line($"internal Predictor({plan.Spec.Name} network, int batchSize, int threads)");
            using (writer.Indented())
            {
                writer.Line($": base(network, batchSize, threads{(_ports.IsPlain ? "" : ", gathers: true")})");
            }

            using (writer.Block())
            {
            }

            foreach (string tokenType in _ports.TokenTypes)
            {
                writer.Line();
                SeveralEmitter.Documentation(writer, _ports, $"Computes the output{(_ports.Outputs.Count == 1 ? "" : "s")} of up to BatchSize samples, without allocating.");
                if (_ports.IsPlain)
                {
                    writer.Line($"public new void Predict({_types.ReadOnlySpan} input, {_types.Span} output) => base.Predict(input, output);");
                }
                else
                {
                    Gathered(tokenType);
                }
            }
        }
    }

    private void Gathered(string tokenType)
    {
        using (writer.Block($"public void Predict({SeveralEmitter.Parameters(_types, _ports, tokenType)})"))
        {
            string first = _ports.Inputs[0].Local;
            writer.Line($"int samples = CountSamples({first}, nameof({first}));");
            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                writer.Line($"CheckOutput({i}, {_ports.Outputs[i].Local}, samples, nameof({_ports.Outputs[i].Local}));");
            }

            for (int i = 0; i < _ports.Inputs.Count; i++)
            {
                string take = _ports.Inputs[i].IsWhole ? "TakeWhole" : "TakeInput";
                writer.Line($"{take}({i}, {_ports.Inputs[i].Local}, samples, nameof({_ports.Inputs[i].Local}));");
            }

            writer.Line("Run(samples);");
            for (int i = 0; i < _ports.Outputs.Count; i++)
            {
                writer.Line($"GiveOutput({i}, {_ports.Outputs[i].Local}, samples);");
            }
        }
    }
}
