# Builds the bot as one program, and runs it as a user without rights on a small image without a shell or .NET. Data stays in the volume /data;
# nothing else is written, so run it with a read-only root file system:
#   docker build -t mutualaid . && docker run --read-only -v mutualaid:/data -e Discord__Token=... mutualaid
# It builds for the machine it is typed on; --platform linux/arm64 builds for small boards elsewhere.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/MutualAid.Bot -c Release --os linux -a "$TARGETARCH" -p:RestoreLockedMode=true -o /app \
    && mkdir /data

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data
# The runtime's doors for debuggers and profilers are sockets in /tmp: closed, nobody reads the process's memory through them.
# Garbage is collected at 4 MB (hexadecimal), instead of at what the processor's cache holds, and what the C library frees goes back to the machine.
ENV DOTNET_EnableDiagnostics=0 DOTNET_GCgen0size=400000 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 Storage__LiteDb__Path=/data/mutualaid.db
VOLUME /data
USER 1654
# Without a shell the program asks itself. With Operations__Url=off there is nothing to ask: run it with --no-healthcheck then.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["/app/MutualAid.Bot", "health"]
ENTRYPOINT ["/app/MutualAid.Bot"]
