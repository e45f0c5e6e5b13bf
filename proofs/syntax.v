(** Experiments: what is written once and read by both theories. No theory is in this file.

    docs/language.md, docs/proof.md ("Theorem"). Systems and outcomes count from 0. An outcome is named by its
    place in the record of outcomes so far; a record is the list of all outcomes in their order. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import phase_space.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** A constant that may be linear in earlier outcomes: (outcome, coefficient) pairs and a constant. *)
Structure expression (R : finComUnitRingType) := Expression { terms : seq (nat * R); constant : R }.

Section Syntax.
Variables (R : finComUnitRingType) (K : fieldType) (n : nat).

(** K holds the weights of noise. *)
Inductive experiment :=
| Nothing
| Then of experiment & experiment
| Prepare of seq 'I_n & seq (point R n * R)     (* these systems are reset; then these variables have these values *)
| Transform of 'M[R]_(n + n) & point R n        (* m -> S m + a *)
| Fourier of 'I_n
| Phase of 'I_n
| Multiply of 'I_n & R
| Sum of 'I_n & 'I_n
| CPhase of 'I_n & 'I_n
| Swap of 'I_n & 'I_n
| Displace of 'I_n & expression R & expression R  (* X and P of one system; feed-forward *)
| Measure of point R n & R                      (* a variable and its constant; the outcome joins the record *)
| Flip of seq (K * R)                           (* the last outcome is recorded wrongly: weight, what is added *)
| Random of seq (K * R)                         (* a classical random number joins the record: weight, value *)
| Noise of seq (K * point R n)                  (* random displacements: weight, displacement *)
| Condition of nat & R                          (* keep the runs in which this outcome has this value *)
| Discard of 'I_n
| When of seq (nat * R) & experiment & experiment.  (* if these outcomes have these values ... otherwise ... *)

Definition record := seq R.

Definition outcome (r : record) (i : nat) : R := nth 0 r i.

Definition evaluate (e : expression R) (r : record) : R :=
  constant e + \sum_(t <- terms e) t.2 * outcome r t.1.

Definition holds_in (r : record) (conditions : seq (nat * R)) : bool :=
  all (fun c => outcome r c.1 == c.2) conditions.

(** The displacement by q, p of one system. *)
Definition displacement (k : 'I_n) (q p : R) : point R n := put_system k q p 0.

(** The last outcome of a record, plus a. *)
Definition flipped (r : record) (a : R) : record :=
  if r is x :: r' then rcons (belast x r') (last x r' + a) else r.

(** F is a variable of these systems alone. *)
Definition supported (systems : seq 'I_n) (F : point R n) : bool :=
  [forall k, (k \notin systems) ==> (F.1 0 k == 0) && (F.2 0 k == 0)].

Definition commuting (Fs : seq (point R n)) : bool :=
  all (fun F => all (fun G => bracket F G == 0) Fs) Fs.

(** What the language demands: prepared variables commute and belong to the systems named, a multiplier is
    invertible, a map of two systems has two, a written map keeps brackets. (That the weights of noise are
    probabilities, that an outcome is used after it is made and a discarded system not at all, it demands too;
    the theorem does not need it.) *)
Fixpoint well_formed (e : experiment) : bool :=
  match e with
  | Then a b | When _ a b => well_formed a && well_formed b
  | Prepare systems known => all (supported systems) (unzip1 known) && commuting (unzip1 known)
  | Transform matrix _ => symplectic matrix
  | Multiply _ a => a \is a GRing.unit
  | Sum j k | CPhase j k | Swap j k => j != k
  | _ => true
  end.
End Syntax.

Arguments Nothing {R K n}.
Arguments Prepare {R K n}.
Arguments Transform {R K n}.
Arguments Fourier {R K n}.
Arguments Phase {R K n}.
Arguments Multiply {R K n}.
Arguments Sum {R K n}.
Arguments CPhase {R K n}.
Arguments Swap {R K n}.
Arguments Displace {R K n}.
Arguments Measure {R K n}.
Arguments Flip {R K n}.
Arguments Random {R K n}.
Arguments Condition {R K n}.
Arguments Discard {R K n}.
