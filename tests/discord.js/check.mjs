// A bot written with discord.js, for the fake Discord of the tests: what this library understands is what the fake has to speak.
// DISCORD_API is the API's base address without the version, DISCORD_TOKEN the bot's token, DISCORD_PERSON the id of a person.
import assert from 'node:assert/strict';
import {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, ChannelType, Client, ContainerBuilder, Events, GatewayIntentBits, LabelBuilder, MessageFlags,
  ModalBuilder, Partials, SlashCommandBuilder, TextDisplayBuilder, TextInputBuilder, TextInputStyle,
} from 'discord.js';

const { DISCORD_API: api, DISCORD_TOKEN: token, DISCORD_PERSON: person } = process.env;
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.DirectMessages],
  partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
  rest: { api, version: '10' },
});

const fail = (what, error) => {
  console.error(`discord.js did not get what it expects: ${what}: ${error?.stack ?? error}`);
  process.exit(1);
};
process.on('unhandledRejection', (error) => fail('somewhere', error));
client.on(Events.Error, (error) => fail('the client', error));

const text = (content) => new TextDisplayBuilder().setContent(content);
const card = (content) => ({
  flags: MessageFlags.IsComponentsV2,
  components: [
    new ContainerBuilder().addTextDisplayComponents(text(content)),
    new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId('again').setLabel('Again').setStyle(ButtonStyle.Primary)),
  ],
});

const commands = [
  new SlashCommandBuilder().setName('hello').setDescription('Answers at once'),
  new SlashCommandBuilder().setName('slow').setDescription('Answers later'),
  new SlashCommandBuilder().setName('form').setDescription('Shows a form'),
  new SlashCommandBuilder().setName('work').setDescription('Uses the rest'),
  new SlashCommandBuilder().setName('finish').setDescription('Ends'),
  new SlashCommandBuilder().setName('pick').setDescription('Offers')
    .addStringOption((o) => o.setName('what').setDescription('What').setRequired(true).setAutocomplete(true)),
];

async function work(channel) {
  const message = await channel.send({ content: 'First', allowedMentions: { parse: [] } });
  await message.react('👍');
  await message.reactions.cache.get('👍').users.remove(client.user.id);
  assert.equal((await message.edit('Second')).content, 'Second');
  assert.equal((await channel.messages.fetch({ message: message.id, force: true })).content, 'Second');
  assert.ok((await channel.messages.fetch({ limit: 10 })).size > 0);

  const thread = await message.startThread({ name: 'Talk', autoArchiveDuration: 1440 });
  assert.equal(thread.id, message.id);
  await thread.members.add(person);
  assert.ok((await thread.members.fetch()).has(person));
  await thread.send('Inside');
  await thread.setLocked(true);
  await thread.setArchived(true);
  assert.equal(thread.archived, true);

  const hidden = await channel.threads.create({ name: 'Private', type: ChannelType.PrivateThread, invitable: false });
  await hidden.members.add(person);
  await hidden.members.remove(person);
  await hidden.delete();

  const user = await client.users.fetch(person);
  await user.send('Direct');
  const gone = await channel.send({ files: [{ attachment: Buffer.from('a,b\n'), name: 'list.csv' }] });
  assert.equal(gone.attachments.first().name, 'list.csv');
  await gone.delete();
  await assert.rejects(channel.messages.fetch({ message: gone.id, force: true }), { code: 10008 });
  await assert.rejects(channel.send({ content: '' }), { code: 50006 });
  await assert.rejects(channel.send({ content: 'x'.repeat(2001) }), { code: 50035 });
  // More at once than one bucket lets through: the library waits for it and nothing is refused.
  await Promise.all(Array.from({ length: 6 }, (_, i) => channel.send(`Burst ${i}`)));
  assert.equal((await channel.guild.members.fetch(person)).id, person);
}

const onCommand = {
  hello: (i) => i.reply(card('Hello')),
  slow: async (i) => {
    await i.deferReply({ flags: MessageFlags.Ephemeral });
    await i.editReply(card('Slow'));
    const extra = await i.followUp({ content: 'More', flags: MessageFlags.Ephemeral });
    await i.editReply({ message: extra.id, content: 'Even more' });
    await i.deleteReply(extra.id);
  },
  form: (i) => i.showModal(new ModalBuilder().setCustomId('asked').setTitle('Ask').addLabelComponents(
    new LabelBuilder().setLabel('What').setTextInputComponent(new TextInputBuilder().setCustomId('what').setStyle(TextInputStyle.Short)))),
  pick: (i) => i.reply({ content: `Picked ${i.options.getString('what')}`, withResponse: true }).then((r) => assert.ok(r.resource.message.id)),
  work: async (i) => {
    await i.deferReply();
    await work(i.channel);
    await i.editReply('Worked');
  },
  finish: async (i) => {
    await i.reply('Finished');
    await client.destroy();
    process.exit(0);
  },
};

client.on(Events.InteractionCreate, async (i) => {
  try {
    if (i.isChatInputCommand()) await onCommand[i.commandName](i);
    else if (i.isAutocomplete()) await i.respond([{ name: `${i.options.getFocused()}!`, value: 'offered' }]);
    else if (i.isButton()) await i.update(card('Hello again'));
    else if (i.isModalSubmit()) await i.reply(`Asked ${i.fields.getTextInputValue('what')}`);
  } catch (error) {
    fail(i.commandName ?? i.customId, error);
  }
});
client.on(Events.MessageReactionAdd, async (reaction, user) => {
  try {
    if (user.id === client.user.id) return;
    await (await reaction.message.fetch()).reply({ content: `Saw ${reaction.emoji.name}`, allowedMentions: { parse: [] } });
  } catch (error) {
    fail('a reaction', error);
  }
});
client.once(Events.ClientReady, async () => {
  try {
    assert.equal(client.guilds.cache.size, 1);
    assert.equal((await client.application.commands.set(commands)).size, commands.length);
  } catch (error) {
    fail('ready', error);
  }
});

await client.login(token);
