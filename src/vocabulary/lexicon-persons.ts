/**
 * Family names, the commonest first; source: the Ministry of Public Security's name reports (the first hundred cover
 * 85.9 % of people) and, for the rest and the double names, general knowledge. `verified: false`: order and completeness were
 * not checked against a register; a name outside the list is only not found in free text, never in a column of names.
 */
export const familyNames = {
  verified: false,
  single:
    '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞章楼边寿骆阮冉斯应傅屠卓宣娄费柴祝盛鲁施翁童鲍凌柯葛詹郦裘倪季赖殷庄洪涂康施牛温芦左房齐梅庞樊兰安颜常关管伍翟申甘欧路焦耿闵',
  double: '欧阳 上官 司马 诸葛 司徒 端木 皇甫 东方 尉迟 公孙 令狐 夏侯 慕容 宇文 长孙 独孤 南宫 司空',
} as const

/** What stands directly before a person's name in a note, and directly after it. */
export const personBefore =
  '报警人 当事人 居民 村民 业主 男子 女子 对方 邻居 租客 房东 丈夫 妻子 儿子 女儿 父亲 母亲 我叫 叫做 名叫 姓名 名字叫 联系人 工头 包工头 老板 负责人 经理 员工 工人 司机 驾驶员 申请人 被申请人 原告 被告 借款人 出借人 担保人 信访人 诉求人 投诉人 反映人 来电人 村支书 村主任 组长 户主 店主 群众 民工 务工人员 老人 与 和 同 向 找 被 由 系 给 经营者 教练 医生 老师'
export const personAfter =
  '报警称 报警 来电 反映 投诉 称 说 因 与 和 诉 表示 认为 要求 等人 等业主 一家 家 (女 (男 （女 （男 住 系 于 拖欠 欠 在 将 把 向 打 发生 电话 先生 女士 的 未 已 不 再 手机 身份证 两家 双方'
export const personTitles = '先生 女士 小姐 师傅 老板 老师 经理 主任 书记 同志 大爷 大妈 阿姨 老师傅 总'

/** Words of two or three characters that begin like a family name and are no names. */
export const notNames =
  '高速 高中 高层 高空 高新 高压 方面 方便 方法 方案 金融 金额 安全 安装 安置 安排 安静 安保 向阳 向上 任何 任务 万元 万一 万户 左右 严重 严格 严禁 周边 周围 周末 周一 周二 周三 周四 周五 周六 周日 程度 程序 关系 关于 关门 关闭 管理 管道 房屋 房东 房产 房子 房租 路边 路口 路面 路灯 马上 马路 黄色 黄金 白天 白色 石头 江边 田间 田地 余额 余元 余名 余户 余万 何时 何况 何处 牛奶 温度 温馨 康复 施工 施压 应该 应当 应急 应店 常年 常常 常务 边上 边界 边缘 申请 申报 申诉 平时 平台 毛坯 毛病 水平 明显 时间 单元 单位 解决 费用 费率 全体 全部 全款 车位 车辆 盛夏 祝愿 祝福 鲁班 童车 凌晨 季度 季节 章程 汤头 武力 武术 孔子 莫名 龙头 龙门 史上 雷雨 侯补 段时 江东 成立 成为 和解 和平 和谐 相关 有关 于是 于今 于此 许多 许可 宋体 唐装 罗列 郑重 梁柱 谢谢 谢绝 林地 林业 林木 何人 胡乱 胡说 朱红 徐徐 孙子 孙女 吴语 赵某 陈述 陈旧 陈设 杨树 柳树 李子 张贴 张口 王牌 叶子 程控 包工 包括 包装 庄稼 兰花 梅花 齐全 庞大 顾客 顾虑 钱款 钱财 钱包 莫非 傅里 商品 商铺 商家 支付 支持 连续 连带 从事 从未 沙发 沙石 符合 简单 简直 党员 党委 车库 花园 花费 花钱 经过 经常 经营 经济 由于 都是 上班 万物 伍家 汪汪 欧式 颜色 焦急 路过 路段 路人 路由 关心 关注 管委 管网 管辖 洪水 涂料 涂抹 冉冉 温泉 房间 房门 房主 房款 房源 房价 申领 安心 常住 常见 向我 向他 向其 向本 向有 向法 向该 向政 向公 向物 向开 向社 向村 向派 向对 向房 向业 向相 任由 任意 任职 莫大 段路 于我 于他 于本 于该 于其 余年 余天 余人 何以 应有 应付 应按 应由 应为 方才 金属 金麓 江山 夏天 夏季 白云 钟头 毛利 万名 万人 方式 方向 高温 高度 高价 高峰 高档 高利 高额 安监 安葬 安抚 严厉 严肃 武装 向前 施暴 施救 房本'
