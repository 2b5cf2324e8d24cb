import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { Imitation } from "./imitation/server";

/**
 * An imitation of the managed-identity endpoint of App Service, from which @azure/identity takes its tokens in
 * the tests of whole processes. Gives the environment variables that lead there.
 */
export async function identityEndpoint(
  t: TestContext,
  imitation: Pick<Imitation, "newToken">,
): Promise<Record<string, string>> {
  const server = createServer((request, answer) => {
    const asked = new URL(request.url ?? "/", "http://local").searchParams.get("resource");
    const { token, expiresAt } = imitation.newToken();
    answer.setHeader("content-type", "application/json");
    answer.end(
      JSON.stringify({
        access_token: token,
        expires_on: String(Math.floor(expiresAt / 1000)),
        resource: asked,
        token_type: "Bearer",
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/msi/token`;
  return { IDENTITY_ENDPOINT: address, IDENTITY_HEADER: "test" };
}
