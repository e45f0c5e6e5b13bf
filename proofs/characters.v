(** Additive characters, and the one that quantum theory in dimension d uses: x -> omega^x on Z_d.

    docs/proof.md, lemma 3. Everything else uses only the three facts in the structure [character],
    so it holds for any finite commutative ring R that has one. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** chi(x + y) = chi(x) chi(y); the sum of chi(c x) over x is |R| for c = 0, otherwise 0;
    and |R| is not 0 in the field. *)
Structure character (R : finComUnitRingType) (F : fieldType) := Character {
  character_fun :> R -> F;
  chiD : forall x y, character_fun (x + y) = character_fun x * character_fun y;
  chi_sum : forall c, \sum_x character_fun (c * x) = if c == 0 then #|R|%:R else 0;
  card_neq0 : #|R|%:R != 0 :> F }.

Section Facts.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F).

Lemma chi0 : chi 0 = 1.
Proof.
apply: (mulfI (card_neq0 chi)); rewrite mulr1 -{2}(mulr1n #|R|%:R) mulr1n.
rewrite -[RHS](_ : \sum_x chi (0 * x) = _); last by rewrite chi_sum eqxx.
by rewrite (eq_bigr (fun=> chi 0)) ?sumr_const ?mulr_natl // => x _; rewrite mul0r.
Qed.

Lemma chi_neq0 x : chi x != 0.
Proof. by apply/eqP => x0; have := oner_neq0 F; rewrite -chi0 -(subrr x) chiD x0 mul0r eqxx. Qed.

Lemma chiV x : (chi x)^-1 = chi (- x).
Proof. by apply: (mulfI (chi_neq0 x)); rewrite mulfV ?chi_neq0 // -chiD subrr chi0. Qed.
End Facts.

(** ** The character of Z_d *)
Section Zd.
Variables (F : fieldType) (d : nat) (omega : F).
Hypotheses (d_gt1 : (1 < d)%N) (omega_d : d.-primitive_root omega).

Lemma card_Zd : #|[finComUnitRingType of 'Z_d]| = d.
Proof. by rewrite card_ord Zp_cast. Qed.

(** A primitive d-th root of unity exists only where d is not 0: in characteristic p, x^p = 1 only for x = 1. *)
Lemma d_neq0 : d%:R != 0 :> F.
Proof.
apply/negP => d0; have [p pF] := natf0_char (ltnW d_gt1) d0.
have p_d : (p %| d)%N by rewrite (dvdn_charf pF).
have p_gt1 := prime_gt1 (charf_prime pF).
have /eqP : omega ^+ (d %/ p) = 1.
  apply: (fmorph_inj [rmorphism of Frobenius_aut pF]); rewrite /= !Frobenius_autE expr1n -exprM divnK //.
  by rewrite (prim_expr_order omega_d).
rewrite -(prim_order_dvd omega_d) => /dvdn_leq; rewrite divn_gt0 ?(ltnW p_gt1) // => /(_ (dvdn_leq (ltnW d_gt1) p_d)).
by rewrite leqNgt ltn_Pdiv // ltnW.
Qed.

Lemma omega_modd i : omega ^+ (i %% d) = omega ^+ i.
Proof. exact: prim_expr_mod. Qed.

Lemma omegaD (x y : 'Z_d) : omega ^+ (x + y)%R = omega ^+ x * omega ^+ y.
Proof. by rewrite -exprD -[RHS]omega_modd; congr (_ ^+ _); congr (_ %% _)%N; apply: Zp_cast. Qed.

Lemma omega_sum (c : 'Z_d) :
  \sum_(x : [finComUnitRingType of 'Z_d]) omega ^+ (c * x)%R = if c == 0 then #|[finComUnitRingType of 'Z_d]|%:R else 0.
Proof.
case: eqP => [-> | /eqP c0].
  by rewrite (eq_bigr (fun=> 1)) ?sumr_const // => x _; rewrite mul0r expr0.
set total := LHS; have shifted : omega ^+ c * total = total.
  rewrite /total mulr_sumr [RHS](reindex_inj (addrI (1 : 'Z_d))); apply: eq_bigr => x _.
  by rewrite mulrDr mulr1 omegaD.
have : (omega ^+ c - 1) * total = 0 by rewrite mulrBl shifted mul1r subrr.
move/eqP; rewrite mulf_eq0 => /orP[|/eqP //]; rewrite subr_eq0 -(prim_order_dvd omega_d) => /dvdn_leq.
have c_gt0 : (0 < c)%N by rewrite lt0n; apply: contraNneq c0 => c0; apply/eqP/val_inj.
by move=> /(_ c_gt0); rewrite leqNgt; have := ltn_ord c; rewrite [X in (_ < X)%N]Zp_cast // => ->.
Qed.

(** omega^x on Z_d. *)
Definition Zd_character : character [finComUnitRingType of 'Z_d] F.
Proof.
refine (@Character [finComUnitRingType of 'Z_d] F (fun x => omega ^+ (x : 'Z_d)) omegaD omega_sum _).
by rewrite card_Zd d_neq0.
Defined.

(** For odd d, 2 is invertible: the one place where d is odd is used. *)
Lemma two_unit : odd d -> (2%:R : 'Z_d) \is a GRing.unit.
Proof. by move=> d_odd; rewrite unitZpE // coprimen2. Qed.
End Zd.
