using Espalier.Generator.Tests.TestHelpers;
using Microsoft.CodeAnalysis;

namespace Espalier.Generator.Tests.CallSites;

/// <summary>What calls show to be wrong is said, and what they do not show is taken to be right.</summary>
public class CallSiteTests
{
    private const string Networks = """
        [Network] [Input(1, 28, 28)] [Dense(10)] [SoftmaxCrossEntropy(ignored: -1)] partial class Digits;
        [Network] [Input(4)] [Dense(2)] [MeanSquaredError] partial class Lines;
        [Network] [Input(8, 3)] [Dense(5)] [SoftmaxCrossEntropy] partial class Tags;
        [Network] [Input(4, Name = "left")] [Input(6, Name = "right")] [Concat("left")] [Dense(3)] [SoftmaxCrossEntropy] partial class Pairs;
        [Network] [Input(4)] [Dense(3)] [Dense(2)] [Output("policy")] [Dense(1, From = "Dense1")] [Output("value")] partial class Heads;
        [Network] [Tokens(8, 5)] [Embedding(3)] [Dense(5)] [SoftmaxCrossEntropy] partial class Letters;
        enum Sign { Minus, Plus }
        [Network] [Input(2)] [Dense(2)] [SoftmaxCrossEntropy<Sign>] partial class Signs;
        """;

    [Theory]
    [InlineData("net.Predict([|new float[783]|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 783 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict(new float[784], [|new float[9]|]);", "Digits.Predict takes 10 numbers a sample in output, but 9 are handed over. Hand over 10, or a multiple of 10 for several samples.")]
    [InlineData("net.Predict([|stackalloc float[785]|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 785 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict([|[1f, 2f, 3f]|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 3 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict([|pixels.AsSpan(0, Side * 27)|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 756 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict([|pixels.AsSpan()[..783]|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 783 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict([|(new float[784])[1..]|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 783 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("net.Predict([|new float[784].AsSpan(4)|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 780 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("const int n = Side * Side - 1; var image = new float[n]; net.Predict([|image|], scores);", "Digits.Predict takes 784 numbers a sample (1×28×28) in input, but 783 are handed over. Hand over 784, or a multiple of 784 for several samples.")]
    [InlineData("_ = net.Classify([|new float[2 * 784]|]);", "Digits.Classify takes 784 numbers, one sample (1×28×28) in input, but 1568 are handed over. Hand over 784.")]
    [InlineData("new Lines().Predict([|new float[7]|], scores);", "Lines.Predict takes 4 numbers a sample in input, but 7 are handed over. Hand over 4, or a multiple of 4 for several samples.")]
    [InlineData("lines.Step(new float[8], [|new float[3]|]);", "Lines.Session.Step takes 2 numbers a sample in targets, but 3 are handed over. Hand over 2, or a multiple of 2 for several samples.")]
    [InlineData("tags.Step(new float[24], [|new byte[7]|]);", "Tags.Session.Step takes 8 labels a sample in labels, but 7 are handed over. Hand over 8, or a multiple of 8 for several samples.")]
    [InlineData("new Pairs().Predict(new float[4], right: [|new float[5]|], scores);", "Pairs.Predict takes 6 numbers a sample in right, but 5 are handed over. Hand over 6, or a multiple of 6 for several samples.")]
    [InlineData("new Letters().Predict([|new int[7]|], scores);", "Letters.Predict takes 8 tokens a sample in tokens, but 7 are handed over. Hand over 8, or a multiple of 8 for several samples.")]
    public void A_wrong_length(string code, string message) => Expect.Diagnostics(Source(code), ("ESP0601", message));

    [Theory]
    [InlineData("net.Predict(new float[2 * 784], [|new float[10]|]);", "Digits.Predict is given 2 samples in input, but 1 in output: the spans of a call belong to the same samples. Hand over 20 in output, or other samples in input.")]
    [InlineData("digits.Step(new float[784], [|[1, 2]|]);", "Digits.Session.Step is given 1 sample in input, but 2 in labels: the spans of a call belong to the same samples. Hand over 1 in labels, or other samples in input.")]
    [InlineData("new Heads().Predict(new float[8], new float[4], [|new float[1]|]);", "Heads.Predict is given 2 samples in input, but 1 in value: the spans of a call belong to the same samples. Hand over 2 in value, or other samples in input.")]
    public void Different_numbers_of_samples(string code, string message) => Expect.Diagnostics(Source(code), ("ESP0602", message));

    [Theory]
    [InlineData("digits.Step(pixels, [[|10|]]);", "Digits.Session.Step is given the label 10, but the classes of Digits are 0 to 9. Use one of these, or make the layer above the loss give more scores.")]
    [InlineData("digits.Forward(pixels, new byte[] { 3, [|12|] });", "Digits.Session.Forward is given the label 12, but the classes of Digits are 0 to 9. Use one of these, or make the layer above the loss give more scores.")]
    [InlineData("digits.Step(pixels, [1, [|-2|]]);", "Digits.Session.Step is given the label -2, but the classes of Digits are 0 to 9. Use one of these, or make the layer above the loss give more scores.")]
    public void A_label_that_is_no_class(string code, string message) => Expect.Diagnostics(Source(code), ("ESP0603", message));

    [Theory]
    [InlineData("var training = net.[|StartTraining|](new Adam(), batchSize: 1); training.Step(pixels, [1]);")]
    [InlineData("net.[|StartTraining|](new Adam(), batchSize: 1);")]
    [InlineData("net.[|StartTraining|](new Adam(), batchSize: 1).Step(pixels, [1]);")]
    [InlineData("PredictionSession all = net.[|StartPrediction|](4, 2); all.Predict(pixels, scores);", "StartPrediction")]
    public void A_session_that_nobody_disposes_of(string code, string method = "StartTraining") => Expect.Diagnostics(Source(code), (
        "ESP0604",
        $"the session that {method} starts keeps its memory and threads until it is disposed of, and here nobody does that. Declare it with 'using'."));

    [Theory]
    [InlineData("Parallel.For(0, 9, i => [|net|].Predict(pixels, scores));", "net", "Parallel.For")]
    [InlineData("Parallel.ForEach(new int[9], i => { _ = [|_net|].Classify(pixels); });", "_net", "Parallel.ForEach")]
    [InlineData("Parallel.Invoke(() => [|net|].Predict(pixels, scores), () => [|net|].Predict(pixels, new float[10]));", "net", "Parallel.Invoke")]
    [InlineData("_ = new int[9].AsParallel().Select(i => [|net|].Classify(pixels)).ToArray();", "net", "a parallel query")]
    [InlineData("for (int i = 0; i < 4; i++) { tasks.Add(Task.Run(() => [|net|].Predict(pixels, scores))); }", "net", "Task.Run in a loop")]
    [InlineData("foreach (int i in new int[4]) { new Thread(() => [|net|].Predict(pixels, scores)).Start(); }", "net", "a thread in a loop")]
    [InlineData("Task.WhenAll(Task.Run(() => [|net|].Classify(pixels)), Task.Run(() => [|net|].Classify(pixels)));", "net", "several tasks of one Task.WhenAll")]
    public void A_network_that_threads_share(string code, string net, string how)
    {
        string message = $"{net} is used on several threads at a time by {how}, but a network has memory for one call at a time. Make one for each thread on the same parameters, 'new Digits({net}.Parameters)', or call StartPrediction once and hand all samples to it.";
        int times = code.Split("[|").Length - 1;
        Expect.Diagnostics(Source(code), [.. Enumerable.Repeat(("ESP0605", message), times)]);
    }

    [Fact]
    public void A_session_that_threads_share() => Expect.Diagnostics(
        Source("Parallel.For(0, 9, i => [|digits|].Step(pixels, [1]));"),
        ("ESP0605", "digits is used on several threads at a time by Parallel.For, but a session serves one thread at a time. Call it on one thread: it shares the work among threads of its own, see the argument threads."));

    [Theory]
    [InlineData("net.Predict(pixels, scores); net.Predict(new float[784], new float[10]); net.Predict(new float[1568], new float[20]); _ = net.Classify(new float[784]);")]
    [InlineData("net.Predict(new float[scores.Length], scores); net.Predict(pixels.AsSpan(scores.Length), scores); net.Predict([.. pixels], scores);")]
    [InlineData("var image = new float[783]; image = pixels; net.Predict(image, scores);")]
    [InlineData("var image = new float[783]; Fill(ref image); net.Predict(image, scores);")]
    [InlineData("ReadOnlySpan<float> rest = new float[783]; rest = rest[1..]; net.Predict(rest, scores);")]
    [InlineData("new Pairs().Predict(new float[8], new float[12], new float[6]); new Heads().Predict(new float[8], new float[4], new float[2]);")]
    [InlineData("((INetwork)net).Predict(new float[1], new float[1]); Network any = net; any.Predict(new float[3], new float[3]);")]
    [InlineData("digits.Step(pixels, [9, -1, 0]); digits.Step(new float[1568], new byte[] { 1, 2 }); tags.Step(new float[24], new byte[8]); lines.Step([1, 2, 3, 4], [1, 2]);")]
    [InlineData("using var one = net.StartTraining(new Adam(), 1); using (var two = net.StartTraining(new Adam(), 1)) { two.Step(pixels, [1]); }")]
    [InlineData("var training = net.StartTraining(new Adam(), 1); try { training.Step(pixels, [1]); } finally { training.Dispose(); }")]
    [InlineData("var training = net.StartTraining(new Adam(), 1); using (training) { training.Step(pixels, [1]); }")]
    [InlineData("var training = net.StartTraining(new Adam(), 1); Keep(training); _held = net.StartTraining(new Adam(), 1); Keep(net.StartPrediction(4, 2));")]
    [InlineData("ITraining Make() => net.StartTraining(new Adam(), 1); Func<ITraining> make = () => net.StartTraining(new Adam(), 1); Keep(Make());")]
    [InlineData("var training = net.StartTraining(new Adam(), 1); Func<float> step = () => training.Step(pixels, [1]); step();")]
    [InlineData("Parallel.For(0, 9, i => { var own = new Digits(net.Parameters); own.Predict(pixels, scores); });")]
    [InlineData("Parallel.For(0, 9, () => new Digits(net.Parameters), (i, state, own) => { own.Predict(pixels, scores); return own; }, own => { });")]
    [InlineData("Parallel.For(0, 9, i => { lock (net) { net.Predict(pixels, scores); } });")]
    [InlineData("Parallel.For(0, 9, new ParallelOptions { MaxDegreeOfParallelism = 1 }, i => net.Predict(pixels, scores));")]
    [InlineData("Parallel.Invoke(() => net.Predict(pixels, scores), () => _net.Predict(pixels, scores));")]
    [InlineData("Task.Run(() => net.Predict(pixels, scores)).Wait(); net.Predict(pixels, scores);")]
    [InlineData("for (int i = 0; i < 4; i++) { Task.Run(() => net.Predict(pixels, scores)).Wait(); }")]
    [InlineData("for (int i = 0; i < 4; i++) { var own = new Digits(net.Parameters); tasks.Add(Task.Run(() => own.Predict(pixels, scores))); }")]
    [InlineData("_ = new int[9].Select(i => net.Classify(pixels)).ToArray();")]
    public void What_is_right_or_not_shown_is_not_remarked(string code) => Expect.Diagnostics(Source(code));

    [Fact]
    public void Calls_of_a_network_with_errors_are_not_remarked() => Assert.Equal(
        ["ESP0207"],
        InMemory.Analyze("using Espalier; [Network] [Input(4)] [Dense(0)] partial class Net { void M() => Predict(new float[3], new float[3]); }").Select(diagnostic => diagnostic.Id));

    [Fact]
    public void It_can_be_suppressed() => Expect.Diagnostics(Source("#pragma warning disable ESP0601\nnet.Predict(new float[783], scores);\n#pragma warning restore ESP0601"));

    private static string Source(string code) => $$"""
        using Espalier;
        {{Networks}}
        class Program
        {
            const int Side = 28;
            Digits _net = new(seed: 1);
            ITraining? _held;
            static void Keep(IDisposable session) => session.Dispose();
            static void Fill(ref float[] image) => image = new float[784];
            void Run(Digits net, Digits.Session digits, Lines.Session lines, Tags.Session tags, float[] pixels, float[] scores, List<Task> tasks)
            {
                _held?.Dispose();
                {{code}}
            }
        }
        """;
}
