using Espalier.CodeFixes;

namespace Espalier.Generator.Tests.CodeFixes;

public class MakePartialFixTests
{
    private const string Layers = "[Network] [Input(2)] [Dense(1)]";

    [Fact]
    public Task A_class_with_modifiers() => CodeFixTest.CheckAsync(new MakePartialFix(),
        $$"""
        using Espalier;

        /// <summary>A network.</summary>
        {{Layers}}
        public sealed class Net; // the only one
        """,
        $$"""
        using Espalier;

        /// <summary>A network.</summary>
        {{Layers}}
        public sealed partial class Net; // the only one
        """);

    [Fact]
    public Task A_class_without_modifiers() => CodeFixTest.CheckAsync(new MakePartialFix(),
        $$"""
        using Espalier;

        {{Layers}}
        // Small.
        class Net
        {
        }
        """,
        $$"""
        using Espalier;

        {{Layers}}
        // Small.
        partial class Net
        {
        }
        """);

    [Fact]
    public Task Types_around_the_class_at_once() => CodeFixTest.CheckAllAsync(new MakePartialFix(),
        $$"""
        using Espalier;

        internal static class Outer
        {
            internal readonly record struct Middle
            {
                {{Layers}}
                internal partial class Net;
            }
        }
        """,
        $$"""
        using Espalier;

        internal static partial class Outer
        {
            internal readonly partial record struct Middle
            {
                {{Layers}}
                internal partial class Net;
            }
        }
        """);

    [Fact]
    public Task Two_classes_in_one_type_at_once() => CodeFixTest.CheckAllAsync(new MakePartialFix(),
        $$"""
        using Espalier;

        class Outer
        {
            {{Layers}}
            class First;

            {{Layers}}
            class Second;
        }
        """,
        $$"""
        using Espalier;

        partial class Outer
        {
            {{Layers}}
            partial class First;

            {{Layers}}
            partial class Second;
        }
        """);
}
