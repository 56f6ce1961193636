namespace Espalier.EndToEnd.Tests.Reference;

/// <summary>
/// Names the same network with its blocks written out by hand. The reference reads that one, since what a use does to a
/// block is the compiler's to work out and not to be repeated here.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WrittenOutAttribute(Type network) : Attribute
{
    public Type Network { get; } = network;
}
