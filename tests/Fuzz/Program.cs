using System.Diagnostics;
using System.Globalization;
using Espalier.Fuzz;

// dotnet run --project tests/Fuzz -c Release -- [--minutes 10 | --count 1000] [--seed 1] [--show]
double minutes = Option("--minutes", 1);
int count = (int)Option("--count", int.MaxValue), seed = (int)Option("--seed", Environment.TickCount & 0xFFFFFF);
if (args.Contains("--show"))
{
    string source = Campaign.Draw(seed);
    Verdict verdict = Oracle.Check(source);
    Console.WriteLine($"{source}\n\n{verdict.Ending} {verdict.Problem}");
    return 0;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"declarations from seed {seed}"));
Stopwatch watch = Stopwatch.StartNew();
SortedDictionary<string, int> endings = new(StringComparer.Ordinal);
int tried = 0, failed = 0;
for (; tried < count && (args.Contains("--count") || watch.Elapsed.TotalMinutes < minutes); tried++)
{
    (Verdict verdict, Failure? failure) = Campaign.Try(seed + tried);
    endings[verdict.Ending] = endings.GetValueOrDefault(verdict.Ending) + 1;
    if (failure is not null)
    {
        failed++;
        Console.WriteLine(failure);
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tried} declarations in {watch.Elapsed.TotalSeconds:F0} s: {string.Join(", ", endings.Select(ending => $"{ending.Value} {ending.Key}"))}"));
return failed == 0 ? 0 : 1;

double Option(string name, double unset)
{
    int at = Array.IndexOf(args, name);
    return at < 0 ? unset : double.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
