using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Commands;

/// <summary>One screen: three examples, every command in a line, and what is private.</summary>
internal static class ShowHelp
{
    public static Reply FromCommand(Ask ask) => ask.Tell(Texts.HelpIntro) with
    {
        Sections =
        [
            new ReplySection(ask.Language.Say(Texts.HelpExamples), []),
            .. CommandList.All.Select(c => new ReplySection(RichText.Of($"/{c.Name} · {c.Description(ask.Language)}"), [])),
            new ReplySection(ask.Language.Say(Texts.HelpPrivate), []),
        ],
    };
}
