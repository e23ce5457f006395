// Steps that need the ones before them: the first that fails ends the way, and the others are not told as failures too.
import { check, closed, quiet } from "../check.mjs";

class Ended extends Error {}

/** Walks a way: `act` is given `step(what, act)` and the hands that take part, by the names of their posts. */
export async function chain(name, act) {
  const hands = {};
  const step = async (what, own) => {
    let failed = true;
    await check(`${name}: ${what}`, async () => {
      await own();
      for (const hand of Object.values(hands)) quiet(hand.page);
      failed = false;
    });
    if (failed) throw new Ended(what);
  };
  try {
    await act(step, hands);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  } finally {
    for (const hand of Object.values(hands)) await closed(hand.page.context());
  }
}
