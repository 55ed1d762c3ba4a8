using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Commands;

/// <summary>The reason for closing what is somebody else's: everybody sees it.</summary>
internal static class CloseReason
{
    private const int Longest = 200;

    /// <summary>The reason as it is shown, null where there is none; or the refusal.</summary>
    public static (string? Reason, Reply? Refusal) Read(Ask ask, string? written)
    {
        var reason = MemberText.CleanLine(written);
        return reason is not { Length: > Longest }
            ? (reason, null)
            : (null, ask.Tell(Texts.TooLong, ("field", ask.Language.Plain("field.reason")), ("limit", Longest), ("length", reason.Length)) with { GivenBack = ask.Typed ?? reason });
    }

    /// <summary>Asks for it.</summary>
    public static Reply Asked(Ask ask, int number, string formId, string again) => ask.Tell(Texts.CloseReasonNeeded, ("number", number)) with
    {
        Form = new Form(
            formId,
            ask.Language.Plain(Texts.FormCloseTitle, ("number", number)),
            ask.Language.Plain(Texts.ButtonClose),
            [new FormField("reason", ask.Language.Plain("field.reason"), true, Longest, "", false, [], "")],
            again),
    };
}
