using System.Reflection;

namespace Espalier.Package.Tests;

/// <summary>
/// The package, packed once into a temporary folder, with a version of its own so that no cache can answer for it,
/// and room beside it for projects that know nothing of this repository.
/// </summary>
public sealed class PackedEspalier : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("espalier-package-");

    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    public string PackageFile => Path.Combine(_folder.FullName, "packages", $"Espalier.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        string packages = _folder.CreateSubdirectory("packages").FullName;
        (await Dotnet.RunAsync(
            packages, "pack", Metadata("PackageProject"), "-c", Metadata("Configuration"), "--no-build", "-o", packages, $"-p:PackageVersion={Version}")).Succeeded();

        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("nuget.config", $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(_folder.FullName, "cache")}" />
              </config>
              <packageSources>
                <add key="packed" value="{packages}" />
              </packageSources>
            </configuration>
            """);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Makes a console project that references the package, with warnings as errors, and gives its folder.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="program">Its only source file.</param>
    /// <param name="items">Further items of the project file.</param>
    public string CreateProject(string name, string program, string items = "")
    {
        Write(Path.Combine(name, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Espalier" Version="[{Version}]" />
                {items}
              </ItemGroup>
            </Project>
            """);
        Write(Path.Combine(name, "Program.cs"), program);
        return Path.Combine(_folder.FullName, name);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static string Metadata(string key) =>
        typeof(PackedEspalier).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

[CollectionDefinition(nameof(PackedEspalier))]
public sealed class PackedEspalierCollection : ICollectionFixture<PackedEspalier>;
