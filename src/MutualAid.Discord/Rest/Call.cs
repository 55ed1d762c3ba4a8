namespace MutualAid.Discord.Rest;

/// <summary>One call over all its attempts.</summary>
internal sealed class Call(RestRequest request, long ticket, TimeProvider time)
{
    private readonly long began = time.GetTimestamp();

    public RestRequest Request { get; } = request;

    public long Ticket { get; } = ticket;

    /// <summary>Attempts that got no answer, or one of 500 or above.</summary>
    public int Failures { get; set; }

    /// <summary>Attempts answered with 429.</summary>
    public int Throttled { get; set; }

    /// <summary>Whether one of them may have had its effect.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>How long an answer is still of use; <see cref="Timeout.InfiniteTimeSpan"/> without end.</summary>
    public TimeSpan Left
    {
        get
        {
            if (Request.OfUseFor is not { } ofUse) return Timeout.InfiniteTimeSpan;
            var left = ofUse - time.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool HasLeft(TimeSpan wait) => Request.OfUseFor is null || Left > wait;

    public DiscordUnreachableException Failed(string kind, Exception? cause = null) => new(kind, IsUncertain, cause);
}
