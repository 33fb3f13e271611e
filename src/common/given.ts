import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';

/*
 * What handlers take from a request: use these, never their namesakes of Nest. An application that imports our modules has
 * pipes of its own, which would strip, convert or refuse what those give, by the types of the handler and by rules that are
 * not ours. What these give comes as it was sent, and is checked once, by `parse`.
 */

const PARTS = { params: 'path', query: 'query', body: 'body' } as const;
export type Part = keyof typeof PARTS;

/** The class of each part that a handler takes; Object where it says no class. */
export type Given = Partial<Record<Part, Type<object>>>;

const GIVEN = 'devarch:given';

/** The names in the path. */
export const Param = given('params');
/** The parameters behind the path. One that the class does not declare never gets this far: see `DeclaredOnly`. */
export const Query = given('query');
export const Body = given('body');

/** The body as it was sent, as a text; undefined in an application that does not keep it (Nest's `rawBody: true`). */
export const SentText = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const { rawBody } = context.switchToHttp().getRequest<{ rawBody?: string | Buffer }>();
  return rawBody?.toString();
});

/** What a method of a controller takes. */
export function givenTo(controller: object, method: string): Given {
  const found: Given | undefined = Reflect.getMetadata(GIVEN, controller, method);
  return found ?? {};
}

function given(part: Part): () => ParameterDecorator {
  const take = createParamDecorator((_: unknown, context: ExecutionContext): unknown =>
    Reflect.get(context.switchToHttp().getRequest<object>(), part),
  );
  return () => (controller, method, index) => {
    const name = String(method);
    const types: Type<object>[] = Reflect.getMetadata('design:paramtypes', controller, name) ?? [];
    take()(controller, method, index);
    Reflect.defineMetadata(GIVEN, { ...givenTo(controller, name), [part]: types[index] }, controller, name);
  };
}
