(** Quantum theory: density matrices, unitaries, projectors, partial traces.

    docs/proof.md, "Definitions". Nothing of the toy theory is in this file: no ontic state, no Wigner function. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import phase_space operators characters weyl measurement gates written syntax.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Quantum.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).

(** The weights of noise, read as numbers of F. *)
Variables (K : fieldType) (iota : {rmorphism K -> F}).

(** Density matrices, not normalised. *)
Notation density := (operator F R n).
Implicit Types (rho : density) (r : record R).

(** Measurement of f with outcome v. *)
Definition projected f v rho : density := projector chi f v *m rho *m projector chi f v.

(** System k is traced out, and the maximally mixed state put there:
    <y|rho'|x> = (1/d) sum_t <y with t at k|rho|x with t at k> where y and x agree at k, otherwise 0. *)
Definition traced_out (k : 'I_n) rho : density :=
  from_entries (fun y x : labels R n => if y 0 k == x 0 k
    then (#|R|%:R)^-1 * \sum_(t : R) entry rho (put k t y) (put k t x) else 0).
Definition all_traced_out (systems : seq 'I_n) rho : density := foldr traced_out rho systems.

(** The maximally mixed state of all systems. *)
Definition mixed : density := (#|{: labels R n}|%:R)^-1 *: 1%:M.

(** The known variables are measured one after the other, and these are their values. *)
Definition all_projected (known : seq (point R n * R)) rho : density :=
  foldr (fun f => projected f.1 f.2) rho known.

(** The systems are reset, the known variables projected on their values; normalised by the probability of
    these values in the maximally mixed state. *)
Definition prepared systems known rho : density :=
  (\tr (all_projected known mixed))^-1 *: all_projected known (all_traced_out systems rho).

(** The branches that follow from one branch, which is a record and the density matrix in it. *)
Fixpoint run (e : experiment R K n) r rho : seq (record R * density) :=
  match e with
  | Nothing => [:: (r, rho)]
  | Then a b => flatten [seq run b branch.1 branch.2 | branch <- run a r rho]
  | Prepare systems known => [:: (r, prepared systems known rho)]
  | Transform matrix a => [:: (r, evolve (weyl chi a) (evolve (written_gate chi matrix) rho))]
  | Fourier k => [:: (r, evolve (fourier_gate chi k) rho)]
  | Phase k => [:: (r, evolve (phase_gate chi k) rho)]
  | Multiply k a => [:: (r, evolve (multiply_gate F k a) rho)]
  | Sum j k => [:: (r, evolve (sum_gate F j k) rho)]
  | CPhase j k => [:: (r, evolve (cphase_gate chi j k) rho)]
  | Swap j k => [:: (r, evolve (swap_gate F j k) rho)]
  | Displace k by_x by_p => [:: (r, evolve (weyl chi (displacement k (evaluate by_x r) (evaluate by_p r))) rho)]
  | Measure f c => [seq (rcons r v, projected f (v - c) rho) | v <- enum R]
  | Flip weights => [seq (flipped r w.2, iota w.1 *: rho) | w <- weights]
  | Random weights => [seq (rcons r w.2, iota w.1 *: rho) | w <- weights]
  | Noise weights => [:: (r, \sum_(w <- weights) iota w.1 *: evolve (weyl chi w.2) rho)]
  | Condition i v => if outcome r i == v then [:: (r, rho)] else [::]
  | Discard k => [:: (r, traced_out k rho)]
  | When conditions yes no => if holds_in r conditions then run yes r rho else run no r rho
  end.

(** The weight of a record: the probability that these are the outcomes and the conditions are met. *)
Definition weight (e : experiment R K n) (r : record R) : F :=
  \sum_(branch <- run e [::] mixed | branch.1 == r) \tr branch.2.
End Quantum.
