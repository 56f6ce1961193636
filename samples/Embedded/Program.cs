// An app that ships: the weights lie inside it, it only predicts, and it opens no file.
using Samples.Embedded;

PocketNet net = PocketNet.LoadEmbedded();

using StreamReader pictures = new(Resource("digits.txt"));
float[] scores = new float[10];
int wrong = 0;
foreach ((int label, float[] pixels) in Pictures.Read(pictures))
{
    net.Predict(pixels, scores);
    int digit = net.Classify(pixels);
    wrong += digit == label ? 0 : 1;
    Console.WriteLine($"a {label} is read as {digit}, scores {string.Join(' ', scores.Select(score => score.ToString("G9")))}");
}

Console.WriteLine($"{wrong} wrong");
return wrong == 0 ? 0 : 1;

static Stream Resource(string name) =>
    typeof(PocketNet).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The app was built without '{name}'.");
