export async function losses() {}
