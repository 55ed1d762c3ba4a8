# Builds the bot, and runs it as a user without rights on a small image without a shell. Data stays in the volume /data.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/MutualAid.Bot -c Release -o /app --no-self-contained -p:DrawingRuntimes=linux-x64%3Blinux-arm64 && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
ENV Storage__LiteDb__Path=/data/mutualaid.db
VOLUME /data
EXPOSE 5080
USER $APP_UID
ENTRYPOINT ["dotnet", "MutualAid.Bot.dll"]
