namespace Espalier.Training;

/// <summary>Random brightness, contrast and saturation.</summary>
internal sealed class ColourJitter : Augmentation
{
    private readonly float _brightness;
    private readonly float _contrast;
    private readonly float _saturation;

    internal ColourJitter(float brightness, float contrast, float saturation)
    {
        _brightness = Positive(brightness, nameof(brightness));
        _contrast = Positive(contrast, nameof(contrast));
        _saturation = Positive(saturation, nameof(saturation));
    }

    public override void Apply(ref SeededRandom random, in ImageSize size, Span<float> image, Span<float> scratch)
    {
        float add = random.NextFloat(-_brightness, _brightness);
        float contrast = 1 + random.NextFloat(-_contrast, _contrast);
        float saturation = 1 + random.NextFloat(-_saturation, _saturation);
        if (size.Channels > 1 && saturation != 1)
        {
            Saturate(size, image, scratch[..size.Plane], saturation);
        }

        float mean = 0;
        foreach (float value in image)
        {
            mean += value;
        }

        // contrast · (x − mean) + mean + add
        float offset = (mean / image.Length * (1 - contrast)) + add;
        foreach (ref float value in image)
        {
            value = (contrast * value) + offset;
        }
    }

    private static void Saturate(in ImageSize size, Span<float> image, Span<float> grey, float saturation)
    {
        grey.Clear();
        for (int channel = 0; channel < size.Channels; channel++)
        {
            FloatLoops.AddScaled(1f / size.Channels, image.Slice(channel * size.Plane, size.Plane), grey);
        }

        for (int channel = 0; channel < size.Channels; channel++)
        {
            FloatLoops.Approach(1 - saturation, grey, image.Slice(channel * size.Plane, size.Plane));
        }
    }
}
