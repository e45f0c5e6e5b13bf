(** The toy theory: distributions over ontic states.

    docs/proof.md, "Definitions"; slides "Restricted statistical theory of trits", "Valid reproducible measurements".
    Nothing of quantum theory is in this file: no operator, no root of unity. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import phase_space named_maps syntax.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Toy.
Variables (R : finComUnitRingType) (K : fieldType) (n : nat).

(** Weights of ontic states, not normalised. *)
Notation distribution := {ffun point R n -> K}.
Implicit Types (mu : distribution) (r : record R) (F : point R n).

(** 1/d *)
Definition share : K := (#|R|%:R)^-1.

Definition scaled (c : K) mu : distribution := [ffun m => c * mu m].

(** Every ontic state m moves to g m. *)
Definition move (g : point R n -> point R n) mu : distribution := [ffun m' => \sum_(m | g m == m') mu m].

(** Only the ontic states with this property are kept. *)
Definition keep (property : pred (point R n)) mu : distribution := [ffun m => if property m then mu m else 0].

(** Measurement of F with outcome v: F(m) is v, and m moves along the flow of F by a random amount. *)
Definition measured F v mu : distribution :=
  \sum_(t : R) scaled share (move (fun m => m + t *: flow F) (keep (fun m => value F m == v) mu)).

(** The ontic state of one system, or of several, is replaced by a random one. *)
Definition forget k mu : distribution := \sum_(q : R) \sum_(p : R) scaled (share * share) (move (put_system k q p) mu).
Definition forget_all (systems : seq 'I_n) mu : distribution := foldr forget mu systems.

(** Nothing is known. *)
Definition unknown : distribution := [ffun=> (#|{: point R n}|%:R)^-1].

Definition total mu : K := \sum_m mu m.

(** The known variables have these values. *)
Definition agrees (known : seq (point R n * R)) (m : point R n) : bool := all (fun f => value f.1 m == f.2) known.

(** The systems are reset; then only ontic states with the known values are kept, and the rest is normalised by
    the share of these states among all. *)
Definition prepared systems known mu : distribution :=
  scaled (total (keep (agrees known) unknown))^-1 (keep (agrees known) (forget_all systems mu)).

(** The branches that follow from one branch, which is a record and the weights of ontic states in it. *)
Fixpoint run (e : experiment R K n) r mu : seq (record R * distribution) :=
  match e with
  | Nothing => [:: (r, mu)]
  | Then a b => flatten [seq run b branch.1 branch.2 | branch <- run a r mu]
  | Prepare systems known => [:: (r, prepared systems known mu)]
  | Transform matrix a => [:: (r, move (fun m => apply matrix m + a) mu)]
  | Fourier k => [:: (r, move (fourier k) mu)]
  | Phase k => [:: (r, move (phase k) mu)]
  | Multiply k a => [:: (r, move (multiply k a) mu)]
  | Sum j k => [:: (r, move (sum j k) mu)]
  | CPhase j k => [:: (r, move (cphase j k) mu)]
  | Swap j k => [:: (r, move (swap j k) mu)]
  | Displace k by_x by_p => [:: (r, move (fun m => m + displacement k (evaluate by_x r) (evaluate by_p r)) mu)]
  | Measure F c => [seq (rcons r v, measured F (v - c) mu) | v <- enum R]
  | Flip weights => [seq (flipped r w.2, scaled w.1 mu) | w <- weights]
  | Random weights => [seq (rcons r w.2, scaled w.1 mu) | w <- weights]
  | Noise weights => [:: (r, \sum_(w <- weights) scaled w.1 (move (fun m => m + w.2) mu))]
  | Condition i v => if outcome r i == v then [:: (r, mu)] else [::]
  | Discard k => [:: (r, forget k mu)]
  | When conditions yes no => if holds_in r conditions then run yes r mu else run no r mu
  end.

(** The weight of a record: the probability that these are the outcomes and the conditions are met. *)
Definition weight (e : experiment R K n) (r : record R) : K :=
  \sum_(branch <- run e [::] unknown | branch.1 == r) total branch.2.
End Toy.
