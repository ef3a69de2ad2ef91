import { entryFor } from '../../../../actors/transport/tls/serverNames';

const ENTRIES = new Map([
  ['www.example.org', 'www'],
  ['*.example.org', 'wild'],
  ['localhost', 'local'],
]);

it.each([
  ['www.example.org', 'www'],
  ['WWW.Example.ORG', 'www'],
  ['other.example.org', 'wild'],
  ['a.b.example.org', undefined],
  ['example.org', undefined],
  ['localhost', 'local'],
  ['nobody', undefined],
  ['', undefined],
  ['.example.org', 'wild'],
])('a client that asks for %j gets the certificate %p', (name, entry) => {
  expect(entryFor(ENTRIES, name)).toBe(entry);
});
