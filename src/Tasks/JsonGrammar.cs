using System;
using System.Globalization;

namespace Espalier.Tasks;

/// <summary>
/// The grammar of JSON (RFC 8259) to the letter. The reader that every MSBuild has passes over some of what must not stand
/// between values, and the app that loads the file would not.
/// </summary>
internal sealed class JsonGrammar
{
    private const int Deepest = 8;

    private readonly byte[] _text;
    private int _at;

    private JsonGrammar(byte[] text) => _text = text;

    private char Next => _at < _text.Length ? (char)_text[_at] : '\0';

    /// <exception cref="FormatException">It is no JSON, or nested too deeply; the message gives the byte.</exception>
    public static void Check(byte[] text)
    {
        var grammar = new JsonGrammar(text);
        grammar.Value(0);
        grammar.Expect(grammar._at == text.Length);
    }

    private void Value(int depth)
    {
        Expect(depth < Deepest);
        Space();
        switch (Next)
        {
            case '{':
                Members('}', () =>
                {
                    Space();
                    Text();
                    Space();
                    Take(':');
                    Value(depth + 1);
                });
                break;
            case '[':
                Members(']', () => Value(depth + 1));
                break;
            case '"':
                Text();
                break;
            case 't':
                Word("true");
                break;
            case 'f':
                Word("false");
                break;
            case 'n':
                Word("null");
                break;
            default:
                Number();
                break;
        }

        Space();
    }

    private void Members(char end, Action member)
    {
        _at++;
        Space();
        if (Next == end)
        {
            _at++;
            return;
        }

        member();
        while (Next == ',')
        {
            _at++;
            member();
        }

        Take(end);
    }

    private void Text()
    {
        Take('"');
        while (Next != '"')
        {
            Expect(Next >= ' ');
            if (_text[_at++] == '\\')
            {
                char escape = Next;
                Expect("\"\\/bfnrtu".IndexOf(escape) >= 0);
                _at++;
                for (int i = 0; escape == 'u' && i < 4; i++)
                {
                    Expect(Uri.IsHexDigit(Next));
                    _at++;
                }
            }
        }

        _at++;
    }

    private void Number()
    {
        _at += Next == '-' ? 1 : 0;
        if (Next == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (Next == '.')
        {
            _at++;
            Digits();
        }

        if (Next is 'e' or 'E')
        {
            _at++;
            _at += Next is '+' or '-' ? 1 : 0;
            Digits();
        }
    }

    private void Digits()
    {
        Expect(Next is >= '0' and <= '9');
        while (Next is >= '0' and <= '9')
        {
            _at++;
        }
    }

    private void Word(string word)
    {
        foreach (char letter in word)
        {
            Take(letter);
        }
    }

    private void Take(char expected)
    {
        Expect(Next == expected);
        _at++;
    }

    private void Space()
    {
        while (Next is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private void Expect(bool isSo)
    {
        if (!isSo)
        {
            throw new FormatException(string.Format(CultureInfo.InvariantCulture, _at < _text.Length ? "byte {0} cannot stand where it does" : "it ends at byte {0}, unfinished", _at));
        }
    }
}
