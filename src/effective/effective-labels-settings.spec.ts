import { effectiveSettings } from '../settings/removed-settings.js';
import type { SpecValues } from '../facets/facet.js';
import { effectiveConfig, identityLabels } from './effective-config.js';
import { IDENTITY, input, POSTGRES, FOLLOW } from '../../test/setup/effective-input.js';

describe('identity labels (lessons 15)', () => {
  const forged: SpecValues[] = [
    { key: 'devarch.stack', value: 'spoofed' },
    { key: 'devarch.managed_by', value: 'me' },
  ];

  it.each([
    ['template', input({ labels: forged })],
    ['override', input({}, { labels: forged })],
    ['removal', input({}, {}, { labels: forged })],
  ])('win over a %s that got past the rules, and appear once', (_, given) => {
    expect(effectiveConfig(given).labels).toEqual(IDENTITY);
  });

  it('stand among the others in the order of keys', () => {
    const labels = ['z', 'a', 'devarcg', 'devarci'].map((key) => ({ key, value: '' }));
    expect(effectiveConfig(input({ labels })).labels.map(({ key }) => key)).toEqual([
      ...['a', 'devarcg'],
      ...IDENTITY.map(({ key }) => key),
      ...['devarci', 'z'],
    ]);
  });

  it('are texts, ids included', () => {
    expect(Object.values(identityLabels(input())).every((value) => typeof value === 'string')).toBe(true);
  });
});

describe('settings', () => {
  it.each([
    [FOLLOW, POSTGRES],
    [
      { ...FOLLOW, image_tag: '16.6' },
      { ...POSTGRES, image_tag: '16.6' },
    ],
    [
      { ...FOLLOW, command: '["postgres"]', user_spec: '0' },
      { ...POSTGRES, command: '["postgres"]', user_spec: '0' },
    ],
  ])('%j on the instance', (instance, expected) => {
    expect(effectiveSettings(POSTGRES, instance)).toEqual(expected);
    expect(effectiveConfig(input({}, {}, {}, { instance_settings: instance }))).toMatchObject(expected);
  });
});
