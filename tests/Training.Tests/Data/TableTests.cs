namespace Espalier.Training.Tests.Data;

public sealed class TableTests
{
    // The table of "Dive into Deep Learning", chapter 2.2.
    private const string Houses = """
        NumRooms,Alley,Price
        NA,Pave,127500
        2,NA,106000
        4,NA,178100
        NA,NA,140000
        """;

    [Fact]
    public void Gaps_are_filled_by_the_mean_and_missing_is_a_category()
    {
        CsvTable table = Read(Houses);
        TableEncoding encoding = TableEncoding.Fit(table, ["NumRooms"], ["Alley"], "Price");
        Assert.Equal(["NumRooms", "Alley_Pave", "Alley_missing"], encoding.FeatureNames);
        FeatureDataset data = encoding.Encode(table);
        Assert.Equal([3, 1, 0, 2, 0, 1, 4, 0, 1, 3, 0, 1], data.Features.ToArray());
        float[] price = new float[1];
        data.CopyTarget(2, price);
        Assert.Equal(178100, price[0]);
    }

    [Fact]
    public void The_median_is_that_of_the_training_table()
    {
        CsvTable table = Read("x,y\n1,0\n100,0\n2,0\n3,0\n,0");
        Assert.Equal([1, 100, 2, 3, 2.5f], TableEncoding.Fit(table, ["x"], target: "y", fill: GapFill.Median).Encode(table).Features.ToArray());
        TableEncoding first = TableEncoding.Fit(table.Select(0, 1), ["x"], target: "y", fill: GapFill.Median);
        Assert.Equal([50.5f], first.Encode(table.Select(4)).Features.ToArray());
    }

    [Fact]
    public void An_encoding_is_saved_and_read_again()
    {
        using var folder = new TemporaryFolder();
        CsvTable table = Read(Houses);
        string path = Path.Combine(folder.Path, "houses.json");
        TableEncoding.Fit(table, ["NumRooms"], ["Alley"], "Price").Save(path);
        TableEncoding again = TableEncoding.Load(path);
        Assert.Equal("Price", again.Target);
        Assert.Equal([3, 1, 0, 2, 0, 1, 4, 0, 1, 3, 0, 1], again.Encode(table).Features.ToArray());
        File.WriteAllText(path, File.ReadAllText(path)[..20]);
        Assert.Contains("houses.json", Assert.Throws<InvalidDataException>(() => TableEncoding.Load(path)).Message);
    }

    [Fact]
    public void Quoted_cells_may_hold_delimiters_and_lines()
    {
        CsvTable table = Read("name;x\n\"a;b\";1\n\"c\nd\";2\ne;z", ";");
        Assert.Equal("a;b", table[0, "name"]);
        Assert.Equal("c\nd", table[1, "name"]);

        // The broken cell stands on line 5 of the file, in row 2 of the table.
        Assert.Contains("line 5, column 'x': 'z' is no number", Assert.Throws<InvalidDataException>(() => table.Number(2, "x")).Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "houses.csv, line 3: 1 cells; expected 2", "column 'b' is missing")]
    [InlineData("a,b\n1,2,3\n", "houses.csv, line 2: 3 cells; expected 2", "cell 3, '3', belongs to no column")]
    [InlineData("a,a\n1,2\n", "line 1: column 2 is called 'a'")]
    [InlineData("a,\n1,2\n", "line 1: column 2 is called ''")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("", "empty")]
    public void Ragged_tables_are_refused_by_file_line_and_column(string text, params string[] parts)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(text)).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    [Fact]
    public void What_the_training_table_did_not_have_is_refused()
    {
        TableEncoding encoding = TableEncoding.Fit(Read(Houses), ["NumRooms"], ["Alley"], "Price");
        Refused("NumRooms,Alley,Price\n1,Grvl,2", "line 2, column 'Alley': 'Grvl' is a category", "it had Pave");
        Refused("NumRooms,Alley,Price\nthree,Pave,2", "line 2, column 'NumRooms': 'three' is no number");
        Refused("NumRooms,Alley,Price\n3,Pave,NA", "column 'Price': a gap");
        Assert.Contains("has no column 'Roof'", Assert.Throws<ArgumentException>(() => TableEncoding.Fit(Read(Houses), ["Roof"])).Message);
        Assert.Contains("all cells are gaps", Assert.Throws<InvalidDataException>(() => TableEncoding.Fit(Read("x\nNA\n?"), ["x"])).Message);
        Assert.Throws<ArgumentException>(() => TableEncoding.Fit(Read(Houses), []));

        void Refused(string text, params string[] parts)
        {
            string message = Assert.Throws<InvalidDataException>(() => encoding.Encode(Read(text))).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }

    private static CsvTable Read(string text, string delimiter = ",") => CsvTable.Read(new StringReader(text), "houses.csv", delimiter);
}
