import { Conflict, type DomainError, Impossible, InvalidInput, NotFound, Unavailable } from './errors.js';
import { httpProblem, PROBLEM_EXAMPLES, problemOf, retryAfter } from './problem.js';

const entry = { pointer: '/a', reason: 'must be b', given: '1' };

it.each<[DomainError, number, string, string]>([
  [new InvalidInput([entry]), 400, 'invalid-input', 'Invalid input'],
  [new NotFound('Gone.'), 404, 'not-found', 'Not found'],
  [new Conflict('Taken.', 'uq_stacks_name', 'shop'), 409, 'conflict', 'Conflict'],
  [new Impossible('No.'), 422, 'impossible', 'Not possible here'],
  [new Unavailable('Away.'), 503, 'unavailable', 'Unavailable'],
])('%p has status %d', (error, status, kind, title) => {
  expect(problemOf(error, '/api/v1/stacks')).toMatchObject({
    type: `urn:devarch:problem:${kind}`,
    title,
    status,
    detail: error.message,
    instance: '/api/v1/stacks',
  });
});

it.each([
  [new InvalidInput([entry]), [entry]],
  [new Impossible('No.', [entry]), [entry]],
  [new InvalidInput([]), undefined],
  [new Impossible('No.'), undefined],
  [new NotFound('Gone.'), undefined],
])('the entries of %p are shown, and no empty list', (error, errors) => {
  expect(problemOf(error, '/').errors).toEqual(errors);
  expect('errors' in problemOf(error, '/')).toBe(errors !== undefined);
});

it('constraint, value and cause of an error are not part of the answer (lessons 22)', () => {
  const away = new Unavailable('Away.', 2, { cause: new Error('SELECT secret') });
  const texts = [new Conflict('Taken.', 'uq_x', 'hidden'), away].map((error) => JSON.stringify(problemOf(error, '/')));
  expect(texts.join()).not.toMatch(/uq_x|hidden|SELECT/);
});

it('only an outage says when to come back', () => {
  expect([new Unavailable('Away.', 7), new NotFound('Gone.')].map(retryAfter)).toEqual([7, undefined]);
});

it('an HTTP error that no domain error stands behind has no type of its own', () => {
  expect(httpProblem(405, 'Method Not Allowed', 'No PATCH here.', '/x')).toEqual({
    type: 'about:blank',
    title: 'Method Not Allowed',
    status: 405,
    detail: 'No PATCH here.',
    instance: '/x',
  });
});

it.each(Object.entries(PROBLEM_EXAMPLES))(
  'the documented example of %s is a whole problem of that status',
  (status, example) => {
    expect(example).toMatchObject({
      type: expect.stringMatching(/^(about:blank|urn:devarch:problem:[a-z-]+)$/),
      title: expect.stringMatching(/./),
      status: Number(status),
      detail: expect.stringMatching(/\.$/),
      instance: expect.stringMatching(/^\/api\/v1\//),
    });
  },
);
