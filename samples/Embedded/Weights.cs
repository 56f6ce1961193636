using Espalier;

namespace Samples.Embedded;

// On a part of its own, which the program that makes the weights leaves out.
[Weights("pocket.safetensors")]
public sealed partial class PocketNet;
