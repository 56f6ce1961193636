namespace Espalier.Training.Tests.Data;

[Collection(Alone.Name)]
public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _variable = Environment.GetEnvironmentVariable(DataFolder.Variable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, _variable);
        _folder.Dispose();
    }

    [Fact]
    public void The_argument_goes_before_the_environment()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, "/nowhere");
        Assert.Equal(_folder.Path, DataFolder.Find(_folder.Path)!.Path);
    }

    [Fact]
    public void The_environment_names_the_folder_where_no_argument_does()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, _folder.Path);
        Assert.Equal(_folder.Path, DataFolder.Find()!.Path);
        Assert.Equal(Path.Combine(_folder.Path, "cifar10"), DataFolder.Find("")!.Subfolder("cifar10"));
    }

    [Fact]
    public void Nothing_is_guessed()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, null);
        Assert.Null(DataFolder.Find());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named_with_who_named_it()
    {
        string missing = _folder.File("missing");
        string message = Assert.Throws<DirectoryNotFoundException>(() => DataFolder.Find(missing)).Message;
        Assert.Contains(missing, message);
        Assert.Contains("argument", message);
        Environment.SetEnvironmentVariable(DataFolder.Variable, missing);
        Assert.Contains(DataFolder.Variable, Assert.Throws<DirectoryNotFoundException>(() => DataFolder.Find()).Message);
    }
}
