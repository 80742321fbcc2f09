/** Makes of a gRPC call a `send` for filter-users: what the service answers is retried, split and waited for as HTTP is. */

import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { FilterUsersError } from "filter-users";
import { RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

/**
 * As google.rpc.Code maps them: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 *
 * @type {Record<Exclude<Code, Code.Canceled>, number>}
 */
const STATUS = {
  [Code.Unknown]: 500,
  [Code.InvalidArgument]: 400,
  [Code.DeadlineExceeded]: 504,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.PermissionDenied]: 403,
  [Code.ResourceExhausted]: 429,
  [Code.FailedPrecondition]: 400,
  [Code.Aborted]: 409,
  [Code.OutOfRange]: 400,
  [Code.Unimplemented]: 501,
  [Code.Internal]: 500,
  [Code.Unavailable]: 503,
  [Code.DataLoss]: 500,
  [Code.Unauthenticated]: 401,
};

/**
 * @template U, R
 * @param {(batch: readonly U[], context: import("filter-users").AttemptContext) => Promise<Iterable<R>>} call
 *   gives `context.signal` on, so that the call is cancelled at the service when its attempt is
 */
export function overGrpc(call) {
  return async (
    /** @type {readonly U[]} */ batch,
    /** @type {import("filter-users").AttemptContext} */ context,
  ) => {
    try {
      return await call(batch, context);
    } catch (error) {
      throw refusal(error);
    }
  };
}

/** @param {unknown} error */
function refusal(error) {
  if (!(error instanceof ConnectError)) return error;
  const { code, cause, message, metadata } = error;
  // What is not the service's word: connections that failed, that being the cause, and those that were lost, which
  // connect-node calls CANCELLED. Without a status they are NETWORK, and retried.
  if (cause !== undefined || code === Code.Canceled) return error;
  const pushback = metadata.get("grpc-retry-pushback-ms");
  // https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback: any other asks not to be retried. For
  // that google.rpc.Code has ABORTED: "if the client should retry at a higher level".
  const isFinal = pushback !== null && !/^\d+$/.test(pushback);
  const retryAfter = pushback === null ? retryDelay(error) : Number(pushback);
  return new FilterUsersError("HTTP_STATUS", message, {
    status: STATUS[isFinal ? Code.Aborted : code],
    ...(!isFinal && { retryAfter }),
    cause: error,
  });
}

/** @param {ConnectError} error */
function retryDelay(error) {
  const [info] = error.findDetails(RetryInfoSchema);
  return info?.retryDelay && durationMs(info.retryDelay);
}
