using MutualAid.Core.Chat;
using Xunit;

namespace MutualAid.Tests.Chat;

/// <summary>What is under way when the bot stops is waited for.</summary>
public sealed class BegunTests
{
    [Fact]
    public async Task It_is_idle_when_the_last_of_what_was_begun_has_ended_however_it_ended()
    {
        var begun = new Begun();
        Assert.True(begun.IdleAsync().IsCompleted);
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        begun.Begin(() => first.Task);
        begun.Begin(() => second.Task);
        var idle = begun.IdleAsync();
        first.SetResult();
        Assert.False(idle.IsCompleted);
        second.SetException(new InvalidOperationException());
        await idle.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(begun.IdleAsync().IsCompleted);
    }
}
