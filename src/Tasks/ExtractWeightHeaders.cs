using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Espalier.Tasks;

/// <summary>
/// Writes what the header of each weight file says as a text that the compiler can read: the compiler opens no files of
/// its own, and takes no binary ones. A file that is no sound safetensors file is an error of the build.
/// </summary>
public sealed class ExtractWeightHeaders : Task
{
    /// <summary>The weight files, each with the text's path as <c>Header</c>, the name by which classes call it as <c>WeightName</c>, and <c>Resource</c>.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>An editor asks, and no build: what is wrong is left to the compiler to say, under the attribute.</summary>
    public bool IsDesignTime { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (ITaskItem file in Files)
        {
            string path = file.GetMetadata("FullPath"), header = file.GetMetadata("Header");
            try
            {
                string text = HeaderText.Write(file.GetMetadata("WeightName"), file.GetMetadata("Resource"), () => File.OpenRead(path), out string? problem);
                if (problem is not null && !IsDesignTime)
                {
                    Log.LogError(null, "ESP0706", null, "https://github.com/espalier-net/espalier/blob/main/docs/diagnostics/ESP0706.md", file.ItemSpec, 0, 0, 0, 0, $"the weight file {file.ItemSpec} cannot be used: {problem}");
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(header)!);
                File.WriteAllText(header, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                Log.LogError(null, "ESP0706", null, file.ItemSpec, 0, 0, 0, 0, $"the header of the weight file {file.ItemSpec} cannot be written to {header}: {exception.Message}");
            }
        }

        return !Log.HasLoggedErrors;
    }
}
