import fc from 'fast-check';
import { pageOf, type TableQuery } from '../../../../actors/services/inspector/look/page';
import { Row } from '../../../../actors/services/inspector/look/row';
import type { ConnectionColumn } from '../../../../actors/services/inspector/messages';
import type { CsaReport } from '../../../../machines/connection/csaMessages';

const COLUMNS: readonly ConnectionColumn[] = ['id', 'peer', 'bytesReceived', 'unsent', 'idle'];

function aRow(id: number, peerport: number, bytes: number): Row {
  const connection = {
    id,
    peer: '10.0.0.1',
    peerport,
    localip: '127.0.0.1',
    localport: 1601,
    family: 'IPv4' as const,
    connectedAt: 0,
  };
  const row = new Row({ connection, descriptor: 0 } as unknown as CsaReport, bytes);
  row.bytesReceived = bytes;
  row.unsent = bytes % 7;
  return row;
}

const query = (of: Partial<TableQuery> = {}): TableQuery => ({
  sort: 'id',
  descending: false,
  search: '',
  state: undefined,
  offset: 0,
  limit: 50,
  ...of,
});

const rowsOf = (bytes: readonly number[]) => bytes.map((n, i) => aRow(i + 1, 1_000 + (n % 13), n));

describe('a page of the table of connections', () => {
  it('is the same as that of the whole table, sorted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(30), { maxLength: 200 }),
        fc.constantFrom(...COLUMNS),
        fc.boolean(),
        fc.nat(220),
        fc.integer({ min: 1, max: 60 }),
        async (bytes, sort, descending, offset, limit) => {
          const rows = rowsOf(bytes);
          const whole = await pageOf(rows, query({ sort, descending, limit: 10_000 }));
          const page = await pageOf(rows, query({ sort, descending, offset, limit }));
          expect(page.found).toBe(rows.length);
          expect(page.rows.map(({ id }) => id)).toEqual(
            whole.rows.slice(offset, offset + limit).map(({ id }) => id),
          );
        },
      ),
    );
  });

  it('is sorted, those that are equal by their numbers', async () => {
    const { rows } = await pageOf(
      rowsOf([3, 1, 3, 2]),
      query({ sort: 'bytesReceived', descending: true }),
    );
    expect(rows.map(({ id }) => id)).toEqual([1, 3, 4, 2]);
  });

  it('has those in which all words are', async () => {
    const rows = rowsOf([1, 2, 3]);
    expect(
      (await pageOf(rows, query({ search: ' 10.0  1002 ' }))).rows.map(({ id }) => id),
    ).toEqual([2]);
    expect((await pageOf(rows, query({ search: 'nobody' }))).found).toBe(0);
  });

  it('has those in a state', async () => {
    const rows = rowsOf([1, 2, 3]);
    const [first] = rows;
    (first as Row).words = { text: 'closing', isBlocked: false, isPaused: false };
    expect((await pageOf(rows, query({ state: 'closing' }))).rows).toEqual([first]);
  });
});
