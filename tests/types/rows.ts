/** The users and rows that accepts.ts and refuses.ts talk about. */

export interface User {
  id: number;
  name: string;
  threshold: number;
}

export interface Row {
  id: number;
  name: string;
  currentBalance: number;
  plan: "free" | "pro" | "team";
  isOpen: boolean;
  closed?: string | null;
  tags: string[];
  address: { city: string; geo: { lat: number; lon: number } };
  orders: { total: number; isPaid: boolean; lines: { sku: string }[] }[];
  limits: Record<string, number>;
  extra: unknown;
}

export declare const users: User[];
export declare const rows: Row[];
export const url = "https://balances.example.com/v1/balances:batchGet";

/** Compiles only if both are the same type, `any` being no other's same. */
export function same<A, B>(..._: Same<A, B> extends true ? [] : [never]) {}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
