// The demo network that the tests run against, and its people.

export const COMMUNS = process.env.COMMUNS;
