using Espalier.Training;

namespace Samples.Captions;

/// <summary>Pictures side by side, enlarged, in frames that say whether their captions are right.</summary>
internal static class CaptionSheet
{
    private const int Columns = 6, Scale = 3, Frame = 4, Gap = 6, Cell = (Scene.Size * Scale) + (2 * Frame) + Gap;

    public static Picture Draw(Scene[] scenes, string[] captions)
    {
        int rows = (scenes.Length + Columns - 1) / Columns;
        var sheet = new Picture((Columns * Cell) + Gap, (rows * Cell) + Gap, channels: 3);
        sheet.Pixels.Fill(255);
        for (int i = 0; i < scenes.Length; i++)
        {
            int left = Gap + (i % Columns * Cell), top = Gap + (i / Columns * Cell);
            bool isRight = captions[i] == scenes[i].Caption;
            Fill(sheet, left, top, (Scene.Size * Scale) + (2 * Frame), isRight ? ((byte)40, (byte)160, (byte)60) : ((byte)210, (byte)40, (byte)40));
            for (int y = 0; y < Scene.Size * Scale; y++)
            {
                for (int x = 0; x < Scene.Size * Scale; x++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        float value = scenes[i].Pixels[(((channel * Scene.Size) + (y / Scale)) * Scene.Size) + (x / Scale)];
                        sheet[left + Frame + x, top + Frame + y, channel] = (byte)(255 * value);
                    }
                }
            }
        }

        return sheet;
    }

    private static void Fill(Picture sheet, int left, int top, int size, (byte R, byte G, byte B) colour)
    {
        for (int y = top; y < top + size; y++)
        {
            for (int x = left; x < left + size; x++)
            {
                (sheet[x, y, 0], sheet[x, y, 1], sheet[x, y, 2]) = colour;
            }
        }
    }
}
