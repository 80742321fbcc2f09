import { filterUsers } from "filter-users";
import { type FetchInit, fetch } from "filter-users/undici";
import { Agent, ProxyAgent } from "undici";

const users = [{ id: 1 }];
const url = "https://service.example/";

export async function accepts(): Promise<string> {
  await filterUsers(users, { url, fetch });
  const dispatcher = new ProxyAgent("http://proxy.example:8080");
  await filterUsers(users, { url, fetch: (input, init) => fetch(input, { ...init, dispatcher }) });
  const init: FetchInit = {
    dispatcher: new Agent({ pipelining: 4 }),
    method: "POST",
    signal: new AbortController().signal,
  };
  const response: Response = await fetch(new URL(url), init);
  return response.text();
}

export async function refuses(): Promise<void> {
  // @ts-expect-error
  await fetch(url, { dispatcher: {} });
  // @ts-expect-error
  await fetch(url, { pipelining: 4 });
  // @ts-expect-error
  await fetch(7);
}
