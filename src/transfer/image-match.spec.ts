import { canonicalImage, matchImage, spellingsOf } from './image-match.js';

it.each([
  ['postgres', 'docker.io/library/postgres'],
  ['library/postgres', 'docker.io/library/postgres'],
  ['docker.io/postgres', 'docker.io/library/postgres'],
  ['docker.io/library/postgres', 'docker.io/library/postgres'],
  ['index.docker.io/library/postgres', 'docker.io/library/postgres'],
  ['grafana/grafana', 'docker.io/grafana/grafana'],
  ['docker.io/grafana/grafana', 'docker.io/grafana/grafana'],
  ['quay.io/keycloak/keycloak', 'quay.io/keycloak/keycloak'],
  ['GHCR.io/a/b/c', 'ghcr.io/a/b/c'],
  ['localhost/app', 'localhost/app'],
  ['localhost:5000/app', 'localhost:5000/app'],
  ['registry:5000/app', 'registry:5000/app'],
])('%s is %s', (image, canonical) => {
  expect(canonicalImage(image)).toBe(canonical);
  expect(spellingsOf(image)).toContain(canonical);
});

it('every spelling is one of the same image', () => {
  for (const image of ['postgres', 'grafana/grafana', 'quay.io/a/b'])
    expect(new Set(spellingsOf(image).map(canonicalImage))).toEqual(new Set([canonicalImage(image)]));
  expect(spellingsOf('docker.io/library/redis')).toContain('redis');
});

it.each([
  ['postgres', 'db', ['orders', 'postgres']],
  ['docker.io/library/postgres', 'postgres', ['postgres', 'orders']],
  ['bitnami/postgres', 'db', []],
])('%s of the service %s', (image, service, names) => {
  const templates = [
    { name: 'postgres', image_name: 'postgres', enabled: true },
    { name: 'orders', image_name: 'library/postgres', enabled: true },
    { name: 'old', image_name: 'postgres', enabled: false },
    { name: 'quay', image_name: 'quay.io/library/postgres', enabled: true },
  ];
  expect(matchImage(image, service, templates)).toEqual(names);
});
