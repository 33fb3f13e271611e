import { InvalidInput } from '../common/errors.js';
import { imageReference, parseImage, splitImage } from './image.js';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

it.each([
  ['redis', 'redis', 'latest', 'redis:latest'],
  ['redis:7.4-alpine', 'redis', '7.4-alpine'],
  ['localhost:5000/app', 'localhost:5000/app', 'latest', 'localhost:5000/app:latest'],
  ['localhost:5000/app:1.2', 'localhost:5000/app', '1.2'],
  ['ghcr.io/a/b/c:v1', 'ghcr.io/a/b/c', 'v1'],
  [`redis@${DIGEST}`, 'redis', DIGEST],
  [`redis:7@${DIGEST}`, 'redis', `7@${DIGEST}`],
  [`localhost:5000/app@${DIGEST}`, 'localhost:5000/app', DIGEST],
  ['redis:${TAG:-7}', 'redis', '${TAG:-7}'],
  ['${REGISTRY:-docker.io/x}/app:${TAG:-1}', '${REGISTRY:-docker.io/x}/app', '${TAG:-1}'],
])('splits %s and puts it together again', (reference, image_name, image_tag, full = reference) => {
  expect(splitImage(reference)).toEqual({ image_name, image_tag });
  expect(imageReference(image_name, image_tag)).toBe(full);
});

it.each([
  ['redis:7', []],
  ['redis:${TAG:-7}', ['image-tag-unknown']],
  ['Not An Image', ['image-invalid']],
  ['redis:', ['image-invalid']],
])('reads %s with warnings %j', (image, codes) => {
  expect(parseImage({ image }, 'db', '/services/db').warnings.map(({ code }) => code)).toEqual(codes);
});

it('takes the name of the service for an image that is only built', () => {
  expect(parseImage({ build: '.' }, 'web', '/services/web')).toEqual({
    value: { image_name: 'web', image_tag: 'latest' },
    warnings: [],
  });
});

it.each([
  [{}, '/services/db'],
  [{ image: '' }, '/services/db/image'],
  [{ image: ['redis'] }, '/services/db/image'],
  [{ extends: { file: 'common.yaml', service: 'web' } }, '/services/db/extends'],
  [{ provider: { type: 'model' } }, '/services/db/provider'],
])('refuses %j', (service, pointer) => {
  const read = () => parseImage(service, 'db', '/services/db');
  expect(read).toThrow(InvalidInput);
  expect(read).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }));
});
