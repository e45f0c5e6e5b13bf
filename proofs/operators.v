(** Operators as matrices of MathComp whose rows and columns carry labels.

    The matrix, the product, the trace and the inverse are MathComp's; [entry A y x] is <y|A|x>. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Operators.
Variables (F : fieldType) (T : finType).
Notation operator := 'M[F]_#|T|.
Implicit Types (A B U : operator) (f : T -> T -> F) (g : T -> T) (c : T -> F).

Definition entry A (y x : T) : F := A (enum_rank y) (enum_rank x).

(** The operator with given entries. *)
Definition from_entries f : operator := \matrix_(i, j) f (enum_val i) (enum_val j).

(** The operator |x> -> c(x) |g(x)>. *)
Definition kets g c : operator := from_entries (fun y x => if y == g x then c x else 0).

(** Evolution U rho U^-1; a scale of U cancels. *)
Definition evolve U A : operator := U *m A *m invmx U.

(** ** Facts *)

Lemma entryP A B : (forall y x, entry A y x = entry B y x) -> A = B.
Proof. by move=> AB; apply/matrixP => i j; have := AB (enum_val i) (enum_val j); rewrite /entry !enum_valK. Qed.

Lemma entry_from f y x : entry (from_entries f) y x = f y x.
Proof. by rewrite /entry mxE !enum_rankK. Qed.

Lemma entryD A B y x : entry (A + B) y x = entry A y x + entry B y x.
Proof. by rewrite /entry mxE. Qed.

Lemma entryZ a A y x : entry (a *: A) y x = a * entry A y x.
Proof. by rewrite /entry mxE. Qed.

Lemma entry_sum (I : Type) (r : seq I) (P : pred I) (A : I -> operator) y x :
  entry (\sum_(i <- r | P i) A i) y x = \sum_(i <- r | P i) entry (A i) y x.
Proof. by rewrite /entry summxE. Qed.

Lemma entryM A B y x : entry (A *m B) y x = \sum_z entry A y z * entry B z x.
Proof. by rewrite /entry mxE (reindex _ (onW_bij _ (enum_rank_bij T))). Qed.

Lemma trace_entries A : \tr A = \sum_x entry A x x.
Proof. by rewrite /mxtrace (reindex _ (onW_bij _ (enum_rank_bij T))). Qed.

Lemma entry_kets g c y x : entry (kets g c) y x = if y == g x then c x else 0.
Proof. exact: entry_from. Qed.

Lemma eq_kets g c g' c' : g =1 g' -> c =1 c' -> kets g c = kets g' c'.
Proof. by move=> gg' cc'; apply: entryP => y x; rewrite !entry_kets gg' cc'. Qed.

Lemma entryM_kets A g c y x : entry (A *m kets g c) y x = entry A y (g x) * c x.
Proof.
rewrite entryM (bigD1 (g x)) //= entry_kets eqxx big1 ?addr0 // => z zgx.
by rewrite entry_kets (negbTE zgx) mulr0.
Qed.

Lemma entry_ketsM g h c A y x : cancel g h -> cancel h g ->
  entry (kets g c *m A) y x = c (h y) * entry A (h y) x.
Proof.
move=> gh hg; rewrite entryM (bigD1 (h y)) //= entry_kets hg eqxx big1 ?addr0 // => z zhy.
by rewrite entry_kets; case: eqP => [ygz|]; rewrite ?mul0r //; rewrite ygz gh eqxx in zhy.
Qed.

Lemma kets_mul g c g' c' : kets g c *m kets g' c' = kets (g \o g') (fun x => c (g' x) * c' x).
Proof. by apply: entryP => y x; rewrite entryM_kets !entry_kets /=; case: eqP => //; rewrite mul0r. Qed.

Lemma kets_scale a g c : a *: kets g c = kets g (fun x => a * c x).
Proof. by apply: entryP => y x; rewrite entryZ !entry_kets; case: eqP => //; rewrite mulr0. Qed.

Lemma kets_one : kets id (fun=> 1) = 1%:M.
Proof.
apply: entryP => y x; rewrite entry_kets /entry mxE (inj_eq enum_rank_inj).
by case: eqP.
Qed.

Lemma trace_kets g c : \tr (kets g c) = \sum_(x | x == g x) c x.
Proof. by rewrite trace_entries [RHS]big_mkcond; apply: eq_bigr => x _; rewrite entry_kets. Qed.

Lemma inverse_unit A B : A *m B = 1%:M -> A \in unitmx.
Proof. by case/mulmx1_unit. Qed.

Lemma inverse_eq A B : A *m B = 1%:M -> invmx A = B.
Proof. by move=> AB; rewrite -[LHS]mulmx1 -AB mulmxA mulVmx ?mul1mx // (inverse_unit AB). Qed.

Lemma scale_between a b A B (C : operator) : (a *: A) *m B *m (b *: C) = (a * b) *: (A *m B *m C).
Proof. by rewrite -scalemxAr -!scalemxAl scalerA mulrC. Qed.

Lemma kets_unit g c : injective g -> (forall x, c x != 0) -> kets g c \in unitmx.
Proof.
move=> g_inj c0; apply: (@inverse_unit _ (kets (invF g_inj) (fun y => (c (invF g_inj y))^-1))).
by rewrite kets_mul -kets_one; apply: eq_kets => x /=; rewrite ?f_invF ?mulfV.
Qed.

Lemma scale_middle a A B (C : operator) : A *m (a *: B) *m C = a *: (A *m B *m C).
Proof. by rewrite -scalemxAr -scalemxAl. Qed.

Lemma commute_sums (I J : finType) a b (A : I -> operator) (B : J -> operator) :
    (forall s t, A s *m B t = B t *m A s) ->
  (a *: \sum_s A s) *m (b *: \sum_t B t) = (b *: \sum_t B t) *m (a *: \sum_s A s).
Proof.
move=> AB; rewrite -!scalemxAr -!scalemxAl !scalerA mulrC; congr (_ *: _).
rewrite mulmx_suml mulmx_sumr; apply: eq_bigr => s _; rewrite mulmx_suml mulmx_sumr.
by apply: eq_bigr => t _; rewrite AB.
Qed.

(** What [evolve] does, told without inverses. *)
Lemma evolve_eq U A B : U \in unitmx -> U *m A = B *m U -> evolve U A = B.
Proof. by move=> U_unit UA; rewrite /evolve UA mulmxK. Qed.

Lemma evolve_sum U (I : Type) (r : seq I) (P : pred I) (a : I -> F) (A : I -> operator) :
  evolve U (\sum_(i <- r | P i) a i *: A i) = \sum_(i <- r | P i) a i *: evolve U (A i).
Proof.
rewrite /evolve mulmx_sumr mulmx_suml; apply: eq_bigr => i _.
by rewrite -scalemxAr -scalemxAl.
Qed.
End Operators.
