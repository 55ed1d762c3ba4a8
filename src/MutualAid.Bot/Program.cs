using System.CommandLine;
using MutualAid.Bot.CommandLine;

var root = new RootCommand("The bot that mutual-aid groups trust with their needs. Without a command it runs.")
{
    Run.Command(),
    Check.Command(),
    Health.Command(),
    Backup.Command(),
    Restore.Command(),
    Export.Command(),
    Groups.Command(),
    RotateKey.Command(),
    Migrate.Command(),
    VersionCommand.Command(),
};
Run.AsDefault(root);
return await Invocation.RunAsync(root, args);
