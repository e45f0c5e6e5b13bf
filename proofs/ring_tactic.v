(** The standard tactic [ring] for commutative rings of MathComp.

    MathComp reaches one addition by many canonical paths; [to_ring R] rewrites both sides of an
    equation to one path, after which [ring] applies. Nothing here is part of any statement. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Coq Require Export Ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section OnePath.
Variable R : comRingType.

Definition carrier : Type := R.
Definition radd (x y : carrier) : carrier := (x : R) + (y : R).
Definition rmul (x y : carrier) : carrier := (x : R) * (y : R).
Definition ropp (x : carrier) : carrier := - (x : R).
Definition rsub (x y : carrier) : carrier := radd x (ropp y).
Definition r0 : carrier := (0 : R).
Definition r1 : carrier := (1 : R).

Lemma is_ring : ring_theory r0 r1 radd rmul rsub ropp eq.
Proof.
split=> //; [exact: add0r | exact: addrC | exact: addrA | exact: mul1r | exact: mulrC
            | exact: mulrA | exact: mulrDl | exact: subrr].
Qed.
End OnePath.

Ltac one_path R e :=
  lazymatch e with
  | @GRing.add _ ?a ?b =>
      let a' := one_path R a in let b' := one_path R b in constr:(@radd R a' b')
  | @GRing.mul _ ?a ?b =>
      let a' := one_path R a in let b' := one_path R b in constr:(@rmul R a' b')
  | @GRing.opp _ ?a => let a' := one_path R a in constr:(@ropp R a')
  | @GRing.natmul _ ?a 2%N => let a' := one_path R a in constr:(@radd R a' a')
  | @fun_of_matrix _ ?r ?c ?M ?i ?j => constr:(@fun_of_matrix (GRing.ComRing.sort R) r c M i j)
  | @GRing.zero _ => constr:(@r0 R)
  | @GRing.one _ => constr:(@r1 R)
  | _ => e
  end.

Ltac to_ring R :=
  lazymatch goal with
  | |- @eq _ ?x ?y =>
      let x' := one_path R x in let y' := one_path R y in change (@eq (carrier R) x' y')
  end.
