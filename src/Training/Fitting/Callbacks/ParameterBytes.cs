namespace Espalier.Training;

/// <summary>Parameters within a checkpoint: their safetensors file, led by its length.</summary>
internal static class ParameterBytes
{
    internal static void Write(BinaryWriter writer, NetworkParameters parameters)
    {
        byte[] bytes = parameters.ToBytes();
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    internal static void Read(BinaryReader reader, NetworkParameters parameters) =>
        parameters.CopyFrom(NetworkParameters.Load(parameters.Description, reader.ReadBytes(reader.ReadInt32())));
}
