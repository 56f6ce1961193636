namespace Espalier.EndToEnd.Tests.Support;

/// <summary>Optimizers by the names that the fixtures give them.</summary>
public static class Optimizers
{
    public static Optimizer Of(string kind, float rate) => kind switch
    {
        "sgd" => new Sgd(rate),
        "momentum" => new Sgd(rate, momentum: 0.9f),
        "nesterov" => new Sgd(rate, momentum: 0.9f, nesterov: true),
        "adam" => new Adam(rate),
        _ => throw new ArgumentException("There is no optimizer " + kind + ".", nameof(kind)),
    };
}
