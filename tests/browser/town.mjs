// How the browser comes to the pages of this part, and what people do there.

/** What must be there first: `world` has browser, server, and people who are signed in by the name of their post. */
export async function prepare(_world) {}

/** Routes with gaps, or of others than 県総括: pattern → { as, way }. */
export const WAYS = {};
