using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Commands;

/// <summary>What somebody is told, once, of whom more waits than one person's share.</summary>
public static class TooMuch
{
    /// <summary>Nothing of it was done; what was typed is given back.</summary>
    public static Reply Of(Intent intent)
    {
        var language = Languages.Best(intent.Language);
        return new Reply
        {
            Language = language.Tag,
            Text = language.Say(Texts.TooMuchAtOnce),
            GivenBack = intent.Body switch { CommandTyped typed => typed.Line, CommandSpoken spoken => spoken.Line, CommandUsed used => used.Typed, _ => null },
        };
    }
}
