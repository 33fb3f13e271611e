/** A key of the tests' own, so that none is made up in the working folder. */
export const SECRET_KEY = { DEVARCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') };
