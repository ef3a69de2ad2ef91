import { protocolNamed } from '../protocols';
import { Dice } from './dice';
import { asAdopter, isFor, misleading } from './generateAdopter';
import { generateClient, generateCommands } from './generateClients';
import { generateEdges } from './generateEdges';
import { generateFaults } from './generateFaults';
import { asHub, generateHubDeeds } from './generateHub';
import {
  brokeOffEarly,
  generateLimits,
  generateNewLimits,
  hearsBothFamilies,
} from './generateLimits';
import { generateServer } from './generateServer';
import type { Plan, ServerPlan, Step } from './plan';

/** The number of a client that no other part of a plan has. */
const BROKE_OFF = 96;

/** Bytes of a client's send to somebody who says a lot. */
const CHATTY_BYTES = 300;

/** One that hides resets behind the last bytes, and one that does not: whatever runs this, both are tried. */
const LIBUV = ['1.51.0', '1.52.1'];

/** Most read ahead as Node's streams do; some take nothing that they do not want. */
const CLIENT_BUFFERS = [65_536, 1];

/** The plan of a seed. It depends on the seed alone. */
export function generatePlan(seed: number): Plan {
  const dice = new Dice(seed, 'plan');
  const drawn = generateServer(dice);
  const limits = generateLimits(new Dice(seed, 'limits'), drawn);
  const limited = { ...drawn, options: { ...drawn.options, ...limits } };
  const adopting = asAdopter(new Dice(seed, 'adopter'), limited);
  const server = asHub(new Dice(seed, 'hub'), adopting);
  const clients = dice.one([1, 3, 8, 16, 24]);
  const steps = generateCommands(dice, server);
  const mostBytes = protocolNamed(server.protocol).isChatty === true ? CHATTY_BYTES : undefined;
  for (let client = 1; client <= clients; client += 1) {
    steps.push(...generateClient(dice, client, mostBytes));
  }
  const network = generateNetwork(seed, dice, server);
  return {
    seed,
    server,
    network,
    // Stable: what happens at the same time keeps the order in which it was thought of.
    steps: [
      ...generateEdges(new Dice(seed, 'edges'), server, network),
      ...generateNewLimits(new Dice(seed, 'newLimits'), server),
      ...brokeOffEarly(new Dice(seed, 'early'), BROKE_OFF),
      ...comingByBoth(new Dice(seed, 'hosts'), server, steps),
      ...misleading(new Dice(seed, 'misled'), server),
      ...generateHubDeeds(new Dice(seed, 'hubDeeds'), server),
    ]
      .filter((step) => isFor(server, step))
      .sort((one, other) => one.at - other.at),
  };
}

/** Some clients come by IPv6, where the server hears both. */
function comingByBoth(
  dice: Dice,
  { options }: ServerPlan,
  steps: readonly Step[],
): readonly Step[] {
  if (!hearsBothFamilies(options) || !dice.chance(0.3)) return steps;
  return steps.map((step) =>
    step.do === 'connect' && dice.chance(0.4) ? { ...step, host: '::1' } : step,
  );
}

/** Buffers are small, so that little is needed to fill them; who says a lot has a slow link besides. */
function generateNetwork(seed: number, dice: Dice, server: ServerPlan): Plan['network'] {
  const isChatty = protocolNamed(server.protocol).isChatty === true;
  return {
    latency: dice.one([0.1, 1, 5]),
    rate: isChatty ? dice.one([10, 30, 60]) : dice.one([40, 400, 125_000]),
    receiveBuffer: dice.one([512, 2_048, 16_384]),
    sendBuffer: server.protocol === 'heedlessLast' ? 512 : dice.one([512, 2_048, 16_384]),
    clientBuffer: new Dice(seed, 'clientBuffer').one(CLIENT_BUFFERS),
    startsAt: 1_700_000_000_000,
    faults: generateFaults(dice),
    imitates: { uv: new Dice(seed, 'libuv').one(LIBUV) },
  };
}
