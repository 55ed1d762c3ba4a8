# Builds the bot, and runs it as a user without rights on a small image without a shell. Data stays in the volume /data; nothing else is
# written, so run it with a read-only root file system:
#   docker build -t mutualaid . && docker run --read-only -v mutualaid:/data -e Discord__Token=... mutualaid
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet restore src/MutualAid.Bot --locked-mode \
    && dotnet publish src/MutualAid.Bot -c Release -o /app --no-restore --no-self-contained "-p:DrawingRuntimes=linux-x64;linux-arm64" \
    && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data
# The runtime's doors for debuggers and profilers are sockets in /tmp: closed, nobody reads the process's memory through them.
ENV DOTNET_EnableDiagnostics=0 Storage__LiteDb__Path=/data/mutualaid.db
VOLUME /data
USER 1654
# Without a shell the program asks itself. With Operations__Url=off there is nothing to ask: run it with --no-healthcheck then.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["dotnet", "MutualAid.Bot.dll", "health"]
ENTRYPOINT ["dotnet", "MutualAid.Bot.dll"]
