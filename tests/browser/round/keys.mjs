export async function byKeyboard() {}
