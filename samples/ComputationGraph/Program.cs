// Two apples and three oranges with a tax, as a computation graph: the price forwards, the gradients backwards.
using Espalier;
using Samples;
using Samples.ComputationGraph;

return Arguments.Run(args, "The price of apples and oranges, and what each number contributes to it.", _ =>
{
    var graph = new Purchase();
    graph.Sum.Weight.CopyFrom([2, 3]);
    graph.Tax.Weight.CopyFrom([1.1f]);
    float[] unitPrices = [100, 150];
    using var session = graph.StartTraining(new Sgd(0), batchSize: 1, inputGradient: true);

    session.Forward(unitPrices);
    float price = session.Output[0];
    session.OutputGradient[0] = 1;
    session.Backward();
    float[] found =
    [
        price,
        session.Gradients.Sum.Weight[0, 0], session.InputGradient[0],
        session.InputGradient[1], session.Gradients.Sum.Weight[0, 1],
        session.Gradients.Tax.Weight[0, 0],
    ];

    // As the notes have them: 715, then 110 2.2 3.3 165 650.
    (string Name, float Value)[] expected =
    [
        ("price", 715),
        ("d price / d number of apples", 110), ("d price / d price of an apple", 2.2f),
        ("d price / d price of an orange", 3.3f), ("d price / d number of oranges", 165),
        ("d price / d tax", 650),
    ];
    for (int i = 0; i < found.Length; i++)
    {
        Arguments.Expect(Math.Abs(found[i] - expected[i].Value) < 1e-3f, $"{expected[i].Name,-32} {found[i],6:0.##}");
    }
});

namespace Samples.ComputationGraph
{
#pragma warning disable ESP0526 // The two layers are the two steps of the calculation, each with a gradient of its own.
    /// <summary>(2·apple + 3·orange)·tax, where the numbers bought and the tax are weights, so that they have gradients too.</summary>
    [Network]
    [Input(2)]
    [Dense(1, bias: false, Name = "Sum")]
    [Dense(1, bias: false, Name = "Tax")]
    public sealed partial class Purchase;
#pragma warning restore ESP0526
}
