(** The named maps, as the toy theory has them: what happens to an ontic state.

    docs/language.md, "Named maps"; slide "Valid reversible transformations" (the sum of two trits).
    `toytheory.named_maps` has the same table; proofs/bridge compares the two. *)
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From Toy Require Import phase_space.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section NamedMaps.
Variables (R : finComUnitRingType) (n : nat).
Implicit Types (m : point R n) (j k : 'I_n) (a : R).

(** X -> P, P -> -X *)
Definition fourier k m : point R n := put_system k (m.2 0 k) (- m.1 0 k) m.

(** P -> P + X *)
Definition phase k m : point R n := (m.1, put k (m.2 0 k + m.1 0 k) m.2).

(** X -> aX, P -> P/a *)
Definition multiply k a m : point R n := put_system k (a * m.1 0 k) (a^-1 * m.2 0 k) m.

(** Xk -> Xj + Xk, Pj -> Pj - Pk *)
Definition sum j k m : point R n := (put k (m.1 0 j + m.1 0 k) m.1, put j (m.2 0 j - m.2 0 k) m.2).

(** Pj -> Pj + Xk, Pk -> Pk + Xj *)
Definition cphase j k m : point R n :=
  (m.1, put j (m.2 0 j + m.1 0 k) (put k (m.2 0 k + m.1 0 j) m.2)).

(** Exchanges systems j and k. *)
Definition exchange j k (x : labels R n) : labels R n := \row_i x 0 (tperm j k i).
Definition swap j k m : point R n := (exchange j k m.1, exchange j k m.2).
End NamedMaps.
