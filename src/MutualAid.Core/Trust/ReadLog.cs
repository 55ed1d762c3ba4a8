using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Trust;

/// <summary>What facilitators did, newest first, in pages: for whoever asks.</summary>
internal static class ReadLog
{
    public const string Name = "log";
    private const int PageSize = 10;

    public static Reply FromCommand(Ask ask) => Page(ask, page: 0);

    public static Reply FromButton(Ask ask, string page) =>
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1000 ? Page(ask, number) : ask.Refuse(Texts.ButtonStale);

    private static Reply Page(Ask ask, int page)
    {
        var log = ask.Group.WithoutOld(ask.Now).Log;
        if (log.IsEmpty) return ask.Tell(Texts.LogEmpty);
        var shown = log.Reverse().Skip(page * PageSize).Take(PageSize).ToList();
        var left = log.Length - (page * PageSize) - shown.Count;
        return ask.Tell(Texts.LogIntro, ("n", log.Length)) with
        {
            Sections = [.. shown.Select(a => new ReplySection(Line(ask, a), []))],
            Actions = left <= 0 ? [] : [new CardAction($"{ActionList.LogPage}:{page + 1}:", ask.Language.Plain(Texts.ButtonNextPage, ("n", left)))],
        };
    }

    private static RichText Line(Ask ask, FacilitatorAct act)
    {
        var who = act.By == PersonId.Nobody ? ask.Language.Say(Texts.SomeoneInTheGroup) : RichText.Of(new PersonName(act.By));
        var what = act.Kind switch
        {
            ActKind.ClosedNeed or ActKind.ClosedOffer => ask.Language.Say(Texts.LogClosed, ("who", who), ("number", act.Number ?? 0)),
            ActKind.FreedClaims => ask.Language.Say(Texts.LogFreed, ("who", who), ("number", act.Number ?? 0)),
            ActKind.ChangedSetting => ask.Language.Say(Texts.LogSetting, ("who", who), ("setting", act.Setting ?? ""), ("value", new MemberWords(act.Value ?? ""))),
            ActKind.PostedDigest => ask.Language.Say(Texts.LogDigest, ("who", who)),
            ActKind.Blocked when act.Days is { } days => ask.Language.Say(Texts.LogBlockedFor, ("who", who), ("n", days)),
            ActKind.Blocked => ask.Language.Say(Texts.LogBlocked, ("who", who)),
            ActKind.Unblocked => ask.Language.Say(Texts.LogUnblocked, ("who", who)),
            ActKind.LeftReported => ask.Language.Say(Texts.LogLeft, ("who", who), ("number", act.Number ?? 0)),
            _ => throw new InvalidOperationException($"No words for {act.Kind}."),
        };
        var line = RichText.Of(ask.Moment(act.At), new Words(" · ")).Then(what);
        if (act.Concern is { } concern) return line.Then(ask.Language.Say(Texts.LogWhy, ("why", Concerns.SayInLog(concern, ask.Language))));
        return act.Why is { } why ? line.Then(ask.Language.Say(Texts.LogWhy, ("why", new MemberWords(why)))) : line;
    }
}
