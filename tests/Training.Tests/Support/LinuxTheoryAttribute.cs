namespace Espalier.Training.Tests;

/// <summary>A theory about signals of Linux; elsewhere the runner lists it as skipped, with the reason.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null! : "needs the signals of Linux";
}
