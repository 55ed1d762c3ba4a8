namespace MutualAid.Tests.Support.Discord;

internal static class ButtonRules
{
    private const int Link = 5;
    private const int Premium = 6;

    public static void Check(FormReader button)
    {
        var style = button.Int("style", 1, 6, required: true);
        button.Int("id", 0);
        button.Text("label", 0, 80);
        button.Bool("disabled");
        if (style != Premium && string.IsNullOrEmpty((string?)button.Json["label"]?.ToString()) && !button.Has("emoji"))
            button.Wrong("label", "BASE_TYPE_REQUIRED", "A button needs a label or an emoji");
        CheckEmoji(button);
        switch (style)
        {
            case Link: CheckLink(button); break;
            case Premium: button.Snowflake("sku_id", required: true); break;
            case not null:
                button.Text("custom_id", 1, 100, required: true);
                if (button.Has("url")) button.Wrong("url", "BUTTON_COMPONENT_URL_NOT_ALLOWED", "Only a link has an address");
                break;
        }
    }

    public static bool IsWebAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "discord";

    public static void CheckEmoji(FormReader holder)
    {
        if (holder.Object("emoji") is not { } emoji) return;
        if (emoji.Snowflake("id") is null && !(emoji.Text("name", 1, 64, required: true) is { } name && Emoji.IsUnicode(name)))
            emoji.Wrong("name", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
    }

    private static void CheckLink(FormReader button)
    {
        if (button.Has("custom_id")) button.Wrong("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
        if (button.Text("url", 1, 512, required: true) is { } url && !IsWebAddress(url))
            button.Wrong("url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').");
    }
}

internal static class Emoji
{
    /// <summary>Whether a text can be one emoji of Unicode: a few code points of which none is a letter.</summary>
    public static bool IsUnicode(string text) =>
        text.Length is > 0 and <= 32
        && text.EnumerateRunes().All(r => !System.Text.Rune.IsLetter(r) && !System.Text.Rune.IsWhiteSpace(r) && r.Value != '%')
        && text.EnumerateRunes().Any(r => r.Value >= 0x2000 || r.Value is 0xA9 or 0xAE);
}
